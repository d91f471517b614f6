import type * as z from 'zod/mini';
import type {
  budgetDetailSchema,
  budgetListSchema,
  budgetStatusSchema,
  formReadSchema,
  holdListSchema,
  previewSchema,
} from '../../../contracts/api/budgets.ts';
import type { entryListSchema, userEntryListSchema } from '../../../contracts/api/entries.ts';
import type { anomaliesSchema, dashboardSchema, projectionsSchema } from '../../../contracts/api/insight.ts';
import type { jobSchema } from '../../../contracts/api/jobs.ts';
import type {
  overrideAnswerSchema,
  priceListSchema,
  quoteAnswerSchema,
  unpricedSchema,
} from '../../../contracts/api/prices.ts';
import type {
  breakdownAnswerSchema,
  dailySummarySchema,
  trendsSchema,
} from '../../../contracts/api/series.ts';
import type { quarantineListSchema, statusSchema } from '../../../contracts/api/status.ts';
import type {
  groupListSchema,
  groupSchema,
  receiptSchema,
  resourceListSchema,
  userListSchema,
  userSchema,
} from '../../../contracts/api/totals.ts';

/** What the API answers, from its own schemas; nothing of them reaches the bundle. */
export type { ApiEntry } from '../../../contracts/api/entries.ts';
export type Breakdown = z.infer<typeof breakdownAnswerSchema>;
export type BudgetDetail = z.infer<typeof budgetDetailSchema>;
export type BudgetList = z.infer<typeof budgetListSchema>;
export type BudgetStatus = z.infer<typeof budgetStatusSchema>;
export type DailySummary = z.infer<typeof dailySummarySchema>;
export type EntryList = z.infer<typeof entryListSchema>;
export type GroupList = z.infer<typeof groupListSchema>;
export type GroupTotals = z.infer<typeof groupSchema>;
export type HoldList = z.infer<typeof holdListSchema>;
export type Anomalies = z.infer<typeof anomaliesSchema>;
export type Dashboard = z.infer<typeof dashboardSchema>;
export type Projections = z.infer<typeof projectionsSchema>;
export type OverrideAnswer = z.infer<typeof overrideAnswerSchema>;
export type Unpriced = z.infer<typeof unpricedSchema>;
export type Job = z.infer<typeof jobSchema>;
export type OrganisationForm = z.infer<typeof formReadSchema>;
export type Preview = z.infer<typeof previewSchema>;
export type PriceList = z.infer<typeof priceListSchema>;
export type QuarantineList = z.infer<typeof quarantineListSchema>;
export type Quote = z.infer<typeof quoteAnswerSchema>;
export type Receipt = z.infer<typeof receiptSchema>;
export type ResourceList = z.infer<typeof resourceListSchema>;
export type Status = z.infer<typeof statusSchema>;
export type Trends = z.infer<typeof trendsSchema>;
export type UserEntryList = z.infer<typeof userEntryListSchema>;
export type UserList = z.infer<typeof userListSchema>;
export type UserTotals = z.infer<typeof userSchema>;
