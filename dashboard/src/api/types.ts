import type * as z from 'zod/mini';
import type {
  budgetListSchema,
  budgetStatusSchema,
  formReadSchema,
  holdListSchema,
  previewSchema,
} from '../../../contracts/api/budgets.ts';
import type { alertLatencySchema, alertListSchema, alertSchema } from '../../../contracts/api/alerts.ts';
import type { entryAnswerSchema, entryListSchema } from '../../../contracts/api/entries.ts';
import type { expectedCrossingsSchema } from '../../../contracts/api/expected-crossings.ts';
import type { historySchema } from '../../../contracts/api/history.ts';
import type { anomaliesSchema } from '../../../contracts/api/anomalies.ts';
import type { dashboardSchema } from '../../../contracts/api/dashboard.ts';
import type { projectionsSchema } from '../../../contracts/api/projections.ts';
import type { jobSchema, jobStartedSchema } from '../../../contracts/api/jobs.ts';
import type { optimizationListSchema, optimizationSchema } from '../../../contracts/api/optimizations.ts';
import type {
  overrideAnswerSchema,
  priceListSchema,
  quoteAnswerSchema,
  aliasAnswerSchema,
  unpricedSchema,
  varianceSchema,
} from '../../../contracts/api/prices.ts';
import type {
  reconciledSchema,
  reconciliationSchema,
  statementSchema,
} from '../../../contracts/api/reports.ts';
import type { priceChangeAnswerSchema, priceChangesSchema } from '../../../contracts/api/price-changes.ts';
import type { packChangeSchema, packListSchema } from '../../../contracts/api/price-packs.ts';
import type { marginsSchema } from '../../../contracts/api/revenue.ts';
import type { searchSchema } from '../../../contracts/api/search.ts';
import type { correctedSchema } from '../../../contracts/api/corrections.ts';
import type { breakdownAnswerSchema } from '../../../contracts/api/breakdown.ts';
import type { monthlySummarySchema, weeklySummarySchema } from '../../../contracts/api/summaries.ts';
import type { trendsSchema } from '../../../contracts/api/trends.ts';
import type { unitCostsSchema } from '../../../contracts/api/unit-costs.ts';
import type { quarantineListSchema, statusSchema } from '../../../contracts/api/status.ts';
import type { groupListSchema, groupSchema } from '../../../contracts/api/groups.ts';
import type {
  ownResourceListSchema,
  ownResourceSchema,
  receiptSchema,
  resourceListSchema,
} from '../../../contracts/api/resources.ts';
import type { userListSchema, userSchema } from '../../../contracts/api/users.ts';

/** What the API answers, from its own schemas; nothing of them reaches the bundle. */
export type { ApiEntry } from '../../../contracts/api/entries.ts';
export type Alert = z.infer<typeof alertSchema>;
export type AlertList = z.infer<typeof alertListSchema>;
export type Anomalies = z.infer<typeof anomaliesSchema>;
export type AlertLatency = z.infer<typeof alertLatencySchema>;
export type Breakdown = z.infer<typeof breakdownAnswerSchema>;
export type BudgetList = z.infer<typeof budgetListSchema>;
export type BudgetStatus = z.infer<typeof budgetStatusSchema>;
export type EntryAnswer = z.infer<typeof entryAnswerSchema>;
export type EntryList = z.infer<typeof entryListSchema>;
export type ExpectedCrossings = z.infer<typeof expectedCrossingsSchema>;
export type GroupList = z.infer<typeof groupListSchema>;
export type GroupTotals = z.infer<typeof groupSchema>;
export type HoldList = z.infer<typeof holdListSchema>;
export type Dashboard = z.infer<typeof dashboardSchema>;
export type JobStarted = z.infer<typeof jobStartedSchema>;
export type Optimization = z.infer<typeof optimizationSchema>;
export type OptimizationList = z.infer<typeof optimizationListSchema>;
export type Reconciled = z.infer<typeof reconciledSchema>;
export type Reconciliation = z.infer<typeof reconciliationSchema>;
export type Statement = z.infer<typeof statementSchema>;
export type OverrideAnswer = z.infer<typeof overrideAnswerSchema>;
export type AliasAnswer = z.infer<typeof aliasAnswerSchema>;
export type PackList = z.infer<typeof packListSchema>;
export type PriceChanges = z.infer<typeof priceChangesSchema>;
export type PriceChangeAnswer = z.infer<typeof priceChangeAnswerSchema>;
export type PackChange = z.infer<typeof packChangeSchema>;
export type Unpriced = z.infer<typeof unpricedSchema>;
export type Variance = z.infer<typeof varianceSchema>;
export type History = z.infer<typeof historySchema>;
export type OwnResource = z.infer<typeof ownResourceSchema>;
export type OwnResourceList = z.infer<typeof ownResourceListSchema>;
export type Projections = z.infer<typeof projectionsSchema>;
export type Job = z.infer<typeof jobSchema>;
export type OrganisationForm = z.infer<typeof formReadSchema>;
export type Preview = z.infer<typeof previewSchema>;
export type Quote = z.infer<typeof quoteAnswerSchema>;
export type PriceList = z.infer<typeof priceListSchema>;
export type Price = PriceList['prices'][number];
export type QuarantineList = z.infer<typeof quarantineListSchema>;
export type Receipt = z.infer<typeof receiptSchema>;
export type ResourceList = z.infer<typeof resourceListSchema>;
export type SearchAnswer = z.infer<typeof searchSchema>;
export type Corrected = z.infer<typeof correctedSchema>;
export type Status = z.infer<typeof statusSchema>;
export type UnitCosts = z.infer<typeof unitCostsSchema>;
export type Trends = z.infer<typeof trendsSchema>;
export type UserList = z.infer<typeof userListSchema>;
export type Margins = z.infer<typeof marginsSchema>;
export type MonthlySummary = z.infer<typeof monthlySummarySchema>;
export type WeeklySummary = z.infer<typeof weeklySummarySchema>;
export type UserTotals = z.infer<typeof userSchema>;
