import { DynamoAheadStore } from '../../adapters/dynamo/ahead-store.ts';
import { DynamoAlertStore } from '../../adapters/dynamo/alert-store.ts';
import { DynamoAnomalyStore } from '../../adapters/dynamo/anomaly-store.ts';
import { DynamoArchiveNotes } from '../../adapters/dynamo/archive-notes.ts';
import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import { DynamoBudgetReader } from '../../adapters/dynamo/budget-reader.ts';
import { DynamoBudgetStore } from '../../adapters/dynamo/budget-store.ts';
import { DynamoAlertCanaryStore } from '../../adapters/dynamo/alert-canary-store.ts';
import { DynamoClosedMonthStore } from '../../adapters/dynamo/closed-month-store.ts';
import { DynamoCurveStore } from '../../adapters/dynamo/curve-store.ts';
import { DynamoDayFactsStore } from '../../adapters/dynamo/day-facts-store.ts';
import { DynamoEntryReader } from '../../adapters/dynamo/entry-reader.ts';
import { DynamoErasureStore } from '../../adapters/dynamo/erasure/erasure-store.ts';
import { DynamoExtentStore } from '../../adapters/dynamo/extent-store.ts';
import { DynamoGateOutbox } from '../../adapters/dynamo/gate-outbox.ts';
import { DynamoHeldStore } from '../../adapters/dynamo/held-sums-store.ts';
import { DynamoHistoryReader } from '../../adapters/dynamo/history-reader.ts';
import { DynamoHoldStore } from '../../adapters/dynamo/hold-store.ts';
import { DynamoImportStore } from '../../adapters/dynamo/import-store.ts';
import { DynamoJobStore } from '../../adapters/dynamo/job-store.ts';
import { DynamoLastCheck } from '../../adapters/dynamo/last-check.ts';
import { DynamoLedgerWriter } from '../../adapters/dynamo/ledger-writer.ts';
import { DynamoMarkReader } from '../../adapters/dynamo/mark-reader.ts';
import { DynamoNameStore } from '../../adapters/dynamo/name-store.ts';
import { DynamoOptimizationStore } from '../../adapters/dynamo/optimization-store.ts';
import { DynamoOverrideStore } from '../../adapters/dynamo/override-store.ts';
import { DynamoServiceKeyStore } from '../../adapters/dynamo/service-key-store.ts';
import type { ServiceKeyStore } from '../../core/access/service-key.ts';
import { DynamoPackStore } from '../../adapters/dynamo/pack-store.ts';
import { DynamoPriceAsks } from '../../adapters/dynamo/price-asks.ts';
import { DynamoProjectionStore } from '../../adapters/dynamo/projection-store.ts';
import { DynamoQuarantineStore } from '../../adapters/dynamo/quarantine-store.ts';
import { RepairScopes } from '../../adapters/dynamo/repair-scopes.ts';
import { DynamoRepairStore } from '../../adapters/dynamo/repair-store.ts';
import { DynamoReportMarks } from '../../adapters/dynamo/report-marks.ts';
import { DynamoRateStore } from '../../adapters/dynamo/rate-store.ts';
import { DynamoRevenueStore } from '../../adapters/dynamo/revenue-store.ts';
import { type COUNTED, DynamoRequestCounter } from '../../adapters/dynamo/request-counter.ts';
import { DynamoSpendReader } from '../../adapters/dynamo/scope-spend-reader.ts';
import { stopExpiry as stopExpiryOf } from '../../adapters/dynamo/stop-expiry.ts';
import { DynamoTotalLanes } from '../../adapters/dynamo/total-lanes.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { DynamoTotalsWriter } from '../../adapters/dynamo/totals-writer.ts';
import { DaySumsKeeper } from '../../adapters/dynamo/keep-day-sums.ts';
import { userMail } from '../../adapters/dynamo/user-mail.ts';
import { overrideSource } from '../../adapters/prices/override-source.ts';
import type { RequestCounter } from '../../core/access/request-limit.ts';
import type { AlertStore } from '../../core/alerts/alert-ports.ts';
import type { AlertCanaryStore } from '../../core/alerts/alert-canary.ts';
import type { LastCheck } from '../../core/alerts/check-budgets.ts';
import type { AnomalyStore } from '../../core/anomalies/watch-anomalies.ts';
import { BudgetBookCache } from '../../core/budgets/budget-book.ts';
import type { BudgetStore, GateOutbox, HeldStore, SpendReader } from '../../core/budgets/budget-ports.ts';
import type { AheadStore, HoldStore } from '../../core/gate/gate-ports.ts';
import type { RevenueStore } from '../../core/revenue/revenue-store.ts';
import type { RateStore } from '../../core/currency/rate-ports.ts';
import { stageBudgets } from '../../core/budgets/stage-budgets.ts';
import type { ErasureStore } from '../../core/erasure/erasure.ts';
import type { ProjectionStore } from '../../core/forecast/keep-projection.ts';
import type { CurveStore } from '../../core/forecast/projection-curve.ts';
import type { JobStore } from '../../core/jobs/job.ts';
import type { NameStore } from '../../core/names/name-record.ts';
import type { PackStore } from '../../core/price-packs/pack-record.ts';
import type { PriceAsks } from '../../core/price-packs/ask-for-prices.ts';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import type { OverrideStore } from '../../core/pricing/override-ports.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import type { ReportMarks } from '../../core/reports/send-reports.ts';
import type { ArchiveNotes } from '../../core/retention/archive-ports.ts';
import type { OptimizationStore } from '../../core/optimizations/optimization-state.ts';
import type { AuditStore } from '../../core/spend/audit.ts';
import type { ExtentStore } from '../../core/spend/check-months.ts';
import type { ClosedMonthStore } from '../../core/spend/closed-month.ts';
import type { DayFactsStore } from '../../core/spend/day-facts.ts';
import type { HistoryReader } from '../../core/spend/history-reader.ts';
import type { OpenMarkReader, OpenMarksStore } from '../../core/spend/push-open-marks.ts';
import type { RepairStore } from '../../core/spend/repair-ports.ts';
import type { TotalsWriter } from '../../core/spend/spend-ports.ts';
import type { TotalLanes } from '../../core/spend/total-lanes.ts';
import type { TotalsReader } from '../../core/spend/totals-reader.ts';
import type { QuarantineStore } from '../../core/usage/quarantine.ts';
import type { ImportStore } from '../../core/usage/import-window.ts';
import type { CorrectionWriter } from '../../core/usage/usage-ports.ts';
import type { StoreParts } from './open-ledger.ts';

export { eraseParts } from './erase-parts.ts';

// Each store of the table is made here and nowhere else, under the name that functions ask for it.

export const optimizations = ({ table }: StoreParts): OptimizationStore => new DynamoOptimizationStore(table);

export const ahead = ({ tables }: StoreParts): AheadStore => new DynamoAheadStore(tables);

export const alerts = ({ table }: StoreParts): AlertStore => new DynamoAlertStore(table);

export const anomalies = ({ table }: StoreParts): AnomalyStore => new DynamoAnomalyStore(table);

export const archiveNotes = ({ table }: StoreParts): ArchiveNotes => new DynamoArchiveNotes(table);

export const audits = ({ table }: StoreParts): AuditStore => new DynamoAuditStore(table);

/** The budgets as one version, read again when one was changed. */
export const books = (parts: StoreParts): BudgetBookCache =>
  new BudgetBookCache(budgetReader(parts), stageBudgets(parts.settings, parts.settings));

/** Budgets without the changes of them: what a function that only reads them needs. */
export const budgetReader = ({
  table,
  newId,
}: StoreParts): Pick<BudgetStore, 'version' | 'load' | 'note' | 'changes'> =>
  new DynamoBudgetReader(table, newId);

export const budgets = ({ table, newId }: StoreParts): BudgetStore => new DynamoBudgetStore(table, newId);

export const canaries = ({ table }: StoreParts): AlertCanaryStore => new DynamoAlertCanaryStore(table);

export const counters = ({ table }: StoreParts): Record<(typeof COUNTED)[number], RequestCounter> => ({
  requests: new DynamoRequestCounter(table, 'requests'),
  records: new DynamoRequestCounter(table, 'records'),
  mails: new DynamoRequestCounter(table, 'mails', 7200),
});

export const curves = ({ table }: StoreParts): CurveStore => new DynamoCurveStore(table);

export const dayFacts = ({ table }: StoreParts): DayFactsStore => new DynamoDayFactsStore(table);

export const entries = ({ table, settings }: StoreParts): Pick<DynamoEntryReader, keyof DynamoEntryReader> =>
  new DynamoEntryReader(table, settings.lanes);

export const erasures = ({ table }: StoreParts): ErasureStore => new DynamoErasureStore(table);

export const extent = ({ table }: StoreParts): ExtentStore => new DynamoExtentStore(table);

export const gateOutbox = ({ table }: StoreParts): GateOutbox => new DynamoGateOutbox(table);

export const held = ({ tables, clock }: StoreParts): HeldStore => new DynamoHeldStore(tables, clock);

export const history = ({ table, settings }: StoreParts): HistoryReader =>
  new DynamoHistoryReader(table, settings);

export const holds = ({ tables, clock }: StoreParts): HoldStore => new DynamoHoldStore(tables, clock);

export const imports = ({ table }: StoreParts): ImportStore => new DynamoImportStore(table);

export const jobs = ({ table }: StoreParts): JobStore => new DynamoJobStore(table);

export const keys = ({ table }: StoreParts): ServiceKeyStore => new DynamoServiceKeyStore(table);

export const lastCheck = ({ table }: StoreParts): LastCheck => new DynamoLastCheck(table);

/** Writes entries and outcomes. */
export const ledgerWriter = ({ table }: StoreParts): CorrectionWriter => new DynamoLedgerWriter(table);

/** The mail address kept for a user; undefined when there is none. */
export const mailOf =
  ({ table }: StoreParts) =>
  (userId: string): Promise<string | undefined> =>
    userMail(table, userId);

export const marks = ({ table }: StoreParts): OpenMarkReader & OpenMarksStore => new DynamoMarkReader(table);

export const months = ({ table }: StoreParts): ClosedMonthStore => new DynamoClosedMonthStore(table);

export const names = ({ table }: StoreParts): NameStore => new DynamoNameStore(table);

export const overrides = ({ table }: StoreParts): OverrideStore => new DynamoOverrideStore(table);

/** Revenue of users, resources and groups. */
export const revenues = ({ table }: StoreParts): RevenueStore => new DynamoRevenueStore(table);

/** Exchange rates that a feed brought. */
export const exchangeRates = ({ table }: StoreParts): RateStore => new DynamoRateStore(table);

export const packs = ({ table }: StoreParts): PackStore => new DynamoPackStore(table);

export const priceAsks = ({ table }: StoreParts): PriceAsks => new DynamoPriceAsks(table);

interface CataloguePrices {
  current(): Promise<CataloguePriceBook>;
  /** As it was read last, without a look at the overrides' version. */
  last(): Promise<{ readonly book: CataloguePriceBook }>;
  /** The price data in force under these rows alone. */
  bookWith(overrides: readonly PriceRow[]): Promise<CataloguePriceBook>;
  /** The stage's own prices. */
  ofSettings(): Promise<readonly PriceRow[]>;
}

/** The price data under the stage's prices and the stored overrides; brings the whole catalogue with it. */
export const prices = (parts: StoreParts): CataloguePrices =>
  overrideSource(parts.settings, overrides(parts), packs(parts));

export const projections = ({ table }: StoreParts): ProjectionStore => new DynamoProjectionStore(table);

export const quarantine = ({ table }: StoreParts): QuarantineStore => new DynamoQuarantineStore(table);

export const repairs = (parts: StoreParts): RepairStore =>
  new DynamoRepairStore(parts.table, totalsWriter(parts));

export const repairScopes = ({ table, settings }: StoreParts): Pick<RepairScopes, keyof RepairScopes> =>
  new RepairScopes(table, settings);

export const reportMarks = ({ table }: StoreParts): ReportMarks => new DynamoReportMarks(table);

/** What scope values spent, for budgets. */
export const spend = ({ table, settings }: StoreParts): SpendReader =>
  new DynamoSpendReader(table, settings.lanes);

/** Stops the table from deleting what has expired. */
export const stopExpiry =
  ({ client, tableName }: StoreParts) =>
  (): Promise<void> =>
    stopExpiryOf(client, tableName);

export const totals = ({ table, settings, clock }: StoreParts): TotalsReader =>
  new DynamoTotalsReader(table, settings.lanes, clock);

/** How many lanes totals have. */
export const totalLanes = ({ table, clock }: StoreParts): TotalLanes => new DynamoTotalLanes(table, clock);

export const totalsWriter = ({ table, newId }: Pick<StoreParts, 'table' | 'newId'>): TotalsWriter =>
  new DynamoTotalsWriter(table, newId);

/** Keeps the sums of closed days side by side. */
export const daySums = ({ table, settings, clock }: StoreParts): Pick<DaySumsKeeper, 'keep'> =>
  new DaySumsKeeper(table, settings.lanes, clock);
