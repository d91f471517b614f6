import { DynamoAheadStore } from '../../adapters/dynamo/ahead-store.ts';
import { DynamoAlertStore } from '../../adapters/dynamo/alert-store.ts';
import { DynamoAnomalyStore } from '../../adapters/dynamo/anomaly-store.ts';
import { DynamoArchiveNotes } from '../../adapters/dynamo/archive-notes.ts';
import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import { DynamoBudgetReader } from '../../adapters/dynamo/budget-reader.ts';
import { DynamoBudgetStore } from '../../adapters/dynamo/budget-store.ts';
import { DynamoCanaryStore } from '../../adapters/dynamo/canary-store.ts';
import { DynamoClosedMonthStore } from '../../adapters/dynamo/closed-month-store.ts';
import { DynamoCurveStore } from '../../adapters/dynamo/curve-store.ts';
import { DynamoDayFactsStore } from '../../adapters/dynamo/day-facts-store.ts';
import { DynamoEntryReader } from '../../adapters/dynamo/entry-reader.ts';
import { DynamoErasureStore } from '../../adapters/dynamo/erasure/erasure-store.ts';
import { DynamoGateOutbox } from '../../adapters/dynamo/gate-outbox.ts';
import { DynamoHeldStore } from '../../adapters/dynamo/held-store.ts';
import { DynamoHistoryReader } from '../../adapters/dynamo/history-reader.ts';
import { DynamoHoldStore } from '../../adapters/dynamo/hold-store.ts';
import { DynamoJobStore } from '../../adapters/dynamo/job-store.ts';
import { DynamoLastCheck } from '../../adapters/dynamo/last-check.ts';
import { DynamoLedgerWriter } from '../../adapters/dynamo/ledger-writer.ts';
import { DynamoMarkReader } from '../../adapters/dynamo/mark-reader.ts';
import { DynamoNameStore } from '../../adapters/dynamo/name-store.ts';
import { DynamoAdviceStore } from '../../adapters/dynamo/optimization-store.ts';
import { DynamoOverrideStore } from '../../adapters/dynamo/override-store.ts';
import { DynamoProjectionStore } from '../../adapters/dynamo/projection-store.ts';
import { DynamoQuarantineStore } from '../../adapters/dynamo/quarantine-store.ts';
import { RepairScopes } from '../../adapters/dynamo/repair-scopes.ts';
import { DynamoRepairStore } from '../../adapters/dynamo/repair-store.ts';
import { DynamoReportMarks } from '../../adapters/dynamo/report-marks.ts';
import { DynamoRequestCounter } from '../../adapters/dynamo/request-counter.ts';
import { DynamoSpendReader } from '../../adapters/dynamo/scope-spend-reader.ts';
import { stopExpiry as stopExpiryOf } from '../../adapters/dynamo/table-expiry.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { DynamoTotalsWriter } from '../../adapters/dynamo/totals-writer.ts';
import { userMail } from '../../adapters/dynamo/user-mail.ts';
import { overrideSource } from '../../adapters/prices/override-source.ts';
import type { RequestCounter } from '../../core/access/request-limit.ts';
import type { AlertStore } from '../../core/alerts/alert-ports.ts';
import type { CanaryStore } from '../../core/alerts/canary.ts';
import type { LastCheck } from '../../core/alerts/watch-budgets.ts';
import type { AnomalyStore } from '../../core/anomalies/watch-anomalies.ts';
import { BudgetBookCache } from '../../core/budgets/budget-book.ts';
import type {
  AheadStore,
  BudgetStore,
  GateOutbox,
  HeldStore,
  HoldStore,
  SpendReader,
} from '../../core/budgets/budget-ports.ts';
import { stageBudgets } from '../../core/budgets/stage-budgets.ts';
import type { ErasureStore } from '../../core/erasure/erasure.ts';
import type { ProjectionStore } from '../../core/forecast/keep-projection.ts';
import type { CurveStore } from '../../core/forecast/projection-curve.ts';
import type { JobStore } from '../../core/jobs/job.ts';
import type { NameStore } from '../../core/names/name-record.ts';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import type { OverrideStore } from '../../core/pricing/override-ports.ts';
import type { ReportMarks } from '../../core/reports/send-reports.ts';
import type { ArchiveNotes } from '../../core/retention/archive-ports.ts';
import type { AdviceStore } from '../../core/savings/optimization-state.ts';
import type { AuditStore } from '../../core/spend/audit.ts';
import type { ClosedMonthStore } from '../../core/spend/closed-month.ts';
import type { DayFactsStore } from '../../core/spend/day-facts.ts';
import type { HistoryReader } from '../../core/spend/history-reader.ts';
import type { OpenMarkReader } from '../../core/spend/push-open-marks.ts';
import type { RepairStore } from '../../core/spend/repair-ports.ts';
import type { TotalsWriter } from '../../core/spend/spend-ports.ts';
import type { TotalsReader } from '../../core/spend/totals-reader.ts';
import type { QuarantineStore } from '../../core/usage/quarantine.ts';
import type { LedgerWriter } from '../../core/usage/usage-ports.ts';
import type { StoreParts } from './open-ledger.ts';

export { eraseParts } from './erase-parts.ts';

// Each store of the table is made here and nowhere else, under the name that functions ask for it.

export const advice = ({ client, table }: StoreParts): AdviceStore => new DynamoAdviceStore(client, table);

export const ahead = ({ clients, table }: StoreParts): AheadStore =>
  new DynamoAheadStore(clients.once, table);

export const alerts = ({ client, table }: StoreParts): AlertStore => new DynamoAlertStore(client, table);

export const anomalies = ({ client, table }: StoreParts): AnomalyStore =>
  new DynamoAnomalyStore(client, table);

export const archiveNotes = ({ client, table }: StoreParts): ArchiveNotes =>
  new DynamoArchiveNotes(client, table);

export const audits = ({ client, table }: StoreParts): AuditStore => new DynamoAuditStore(client, table);

/** The budgets as one version, read again when somebody changed one. */
export const books = (parts: StoreParts): BudgetBookCache =>
  new BudgetBookCache(budgetReader(parts), stageBudgets(parts.settings, parts.settings));

/** Budgets without the changes of them: what a function that only reads them needs. */
export const budgetReader = ({
  client,
  table,
  newId,
}: StoreParts): Pick<BudgetStore, 'version' | 'load' | 'note' | 'changes'> =>
  new DynamoBudgetReader(client, table, newId);

export const budgets = ({ client, table, newId }: StoreParts): BudgetStore =>
  new DynamoBudgetStore(client, table, newId);

export const canaries = ({ client, table }: StoreParts): CanaryStore => new DynamoCanaryStore(client, table);

export const counters = ({ client, table }: StoreParts): Record<'requests' | 'records', RequestCounter> => ({
  requests: new DynamoRequestCounter(client, table, 'requests'),
  records: new DynamoRequestCounter(client, table, 'records'),
});

export const curves = ({ client, table }: StoreParts): CurveStore => new DynamoCurveStore(client, table);

export const dayFacts = ({ client, table }: StoreParts): DayFactsStore =>
  new DynamoDayFactsStore(client, table);

export const entries = ({
  client,
  table,
  settings,
}: StoreParts): Pick<DynamoEntryReader, keyof DynamoEntryReader> =>
  new DynamoEntryReader(client, table, settings.lanes);

export const erasures = ({ client, table }: StoreParts): ErasureStore =>
  new DynamoErasureStore(client, table);

export const gateOutbox = ({ client, table }: StoreParts): GateOutbox => new DynamoGateOutbox(client, table);

export const held = ({ clients, table, clock }: StoreParts): HeldStore =>
  new DynamoHeldStore(clients, table, clock);

export const history = ({ client, table, settings }: StoreParts): HistoryReader =>
  new DynamoHistoryReader(client, table, settings);

export const holds = ({ clients, table }: StoreParts): HoldStore => new DynamoHoldStore(clients, table);

export const jobs = ({ client, table }: StoreParts): JobStore => new DynamoJobStore(client, table);

export const lastCheck = ({ client, table }: StoreParts): LastCheck => new DynamoLastCheck(client, table);

/** Writes entries and outcomes. */
export const ledgerWriter = ({ client, table }: StoreParts): LedgerWriter =>
  new DynamoLedgerWriter(client, table);

/** The mail address kept for a user; undefined when there is none. */
export const mailOf =
  ({ client, table }: StoreParts) =>
  (userId: string): Promise<string | undefined> =>
    userMail(client, table, userId);

export const marks = ({ client, table }: StoreParts): OpenMarkReader => new DynamoMarkReader(client, table);

export const months = ({ client, table }: StoreParts): ClosedMonthStore =>
  new DynamoClosedMonthStore(client, table);

export const names = ({ client, table }: StoreParts): NameStore => new DynamoNameStore(client, table);

export const overrides = ({ client, table }: StoreParts): OverrideStore =>
  new DynamoOverrideStore(client, table);

interface CataloguePrices {
  current(): Promise<CataloguePriceBook>;
  /** As it was read last, without a look at the overrides' version. */
  last(): Promise<{ readonly book: CataloguePriceBook }>;
}

/** The price data under the stage's prices and the stored overrides; brings the whole catalogue with it. */
export const prices = (parts: StoreParts): CataloguePrices =>
  overrideSource(parts.settings, overrides(parts));

export const projections = ({ client, table }: StoreParts): ProjectionStore =>
  new DynamoProjectionStore(client, table);

export const quarantine = ({ client, table }: StoreParts): QuarantineStore =>
  new DynamoQuarantineStore(client, table);

export const repairs = (parts: StoreParts): RepairStore =>
  new DynamoRepairStore(parts.client, parts.table, totalsWriter(parts));

export const repairScopes = ({
  client,
  table,
  settings,
}: StoreParts): Pick<RepairScopes, keyof RepairScopes> => new RepairScopes(client, table, settings);

export const reportMarks = ({ client, table }: StoreParts): ReportMarks =>
  new DynamoReportMarks(client, table);

/** What scope values spent, for budgets. */
export const spend = ({ client, table, settings }: StoreParts): SpendReader =>
  new DynamoSpendReader(client, table, settings.lanes);

/** Stops the table from deleting what has expired. */
export const stopExpiry =
  ({ client, table }: StoreParts) =>
  (): Promise<void> =>
    stopExpiryOf(client, table);

export const totals = ({ client, table, settings }: StoreParts): TotalsReader =>
  new DynamoTotalsReader(client, table, settings.lanes);

export const totalsWriter = ({ client, table, newId, pause }: StoreParts): TotalsWriter =>
  new DynamoTotalsWriter(client, table, newId, pause);
