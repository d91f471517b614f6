import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { DEFAULT_LIMIT } from '../../contracts/api/common.ts';
import type { AlertStore, EventPublisher } from '../../core/alerts/alert-ports.ts';
import type { BudgetScope } from '../../core/budgets/budget.ts';
import type { BudgetBook } from '../../core/budgets/budget-book.ts';
import type { ServiceKeyStore } from '../../core/access/service-key.ts';
import type { RequestCounter } from '../../core/access/request-limit.ts';
import type { JobQueue, JobStore } from '../../core/jobs/job.ts';
import type { ClosedMonthStore } from '../../core/spend/closed-month.ts';
import type { DayFactsStore } from '../../core/spend/day-facts.ts';
import type { LedgerFacts } from '../../core/spend/audit.ts';
import type { RevenueStore } from '../../core/revenue/revenue-store.ts';
import type { RateStore } from '../../core/currency/rate-ports.ts';
import type { PackStore } from '../../core/price-packs/pack-record.ts';
import type { OverrideStore } from '../../core/pricing/override-ports.ts';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import type { HistoryReader } from '../../core/spend/history-reader.ts';
import type { ExtentStore } from '../../core/spend/check-months.ts';
import type { ImportStore } from '../../core/usage/import-window.ts';
import type { ErasureStore } from '../../core/erasure/erasure.ts';
import type { EntryContext } from '../../core/spend/read-entries.ts';
import type { QueueDepth } from '../../core/spend/read-pending.ts';
import type { OpenMarkReader } from '../../core/spend/push-open-marks.ts';
import type { TellPorts } from '../../core/alerts/tell-gates.ts';
import type { NameStore } from '../../core/names/name-record.ts';
import type { PageRequest } from '../../core/spend/read-totals.ts';
import type { TotalsReader } from '../../core/spend/totals-reader.ts';
import type { Clock, Instant } from '../../core/time/ledger-time.ts';
import { type DayRange, daysOfRange, isClosed, parseRange, type RangeQuery } from '../../core/time/range.ts';
import type { OptimizationStore } from '../../core/optimizations/optimization-state.ts';
import type { AnomalyStore } from '../../core/anomalies/watch-anomalies.ts';
import type { CorrectionBatch, CorrectionPorts } from '../../core/usage/correction-batch.ts';
import type { UsageSender } from '../../core/usage/accept-events.ts';
import type { UserHider } from '../../core/usage/hide-users.ts';
import type { BudgetServices } from '../support/budget-services.ts';
import type { BodyReader, QuarantineStore } from '../../core/usage/quarantine.ts';

/** Alerts, and the word to the function that raises and sends them. */
export interface Alerting {
  readonly alerts: AlertStore;
  readonly events: Pick<EventPublisher, 'alertsWaiting' | 'gateChanged'>;
  readonly gateLog: TellPorts['gateLog'];
  /** Has budgets of these scopes checked at once; a failure is logged, since the change itself is stored. */
  readonly check: (scopes: readonly BudgetScope[]) => Promise<void>;
  /** Resolves alerts that no budget of the book watches any more; a failure is logged, the safety net looks again. */
  readonly resolveGone: (book: BudgetBook, at: Instant) => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
}

/** Everything the routes work with. */
export interface ApiPorts {
  readonly stage: string;
  readonly settings: LedgerSettings;
  readonly clock: Clock;
  readonly totals: TotalsReader;
  readonly history: HistoryReader;
  readonly marks: Pick<OpenMarkReader, 'tallies'>;
  readonly sender: UsageSender;
  /** How much waits in the queue behind it. */
  readonly queue: QueueDepth;
  /** A batch of corrections of its own for each request. */
  readonly newCorrections: () => CorrectionBatch;
  /** An entry with its corrections, consistently read. */
  readonly readChain: CorrectionPorts['readChain'];
  readonly quarantine: QuarantineStore;
  readonly bodies: BodyReader;
  /** Takes in what is too large for a job's item. */
  readonly files: { putText(key: string, text: string): Promise<void> };
  readonly prices: { current(): Promise<CataloguePriceBook> };
  /**
   * Has the process know models by the prices in force; absent: by whichever it has loaded. Rejects only where the
   * table does not answer in time.
   */
  readonly knowModels?: (() => Promise<void>) | undefined;
  readonly overrides: OverrideStore;
  readonly packs: PackStore;
  readonly exchangeRates: RateStore;
  readonly revenues: RevenueStore;
  readonly budgets: BudgetServices;
  readonly alerting: Alerting;
  readonly counters: { readonly requests: RequestCounter; readonly records: RequestCounter };
  readonly jobs: {
    readonly jobs: JobStore;
    readonly queue: JobQueue;
    /** An address for a large result, valid for some minutes. */
    readonly resultUrl: (key: string) => Promise<string>;
  };
  readonly keys: ServiceKeyStore;
  readonly names: NameStore;
  readonly erasures: ErasureStore;
  readonly extent: ExtentStore;
  readonly imports: ImportStore;
  /** Only where the ledger keeps hashes of user ids. */
  readonly users?: UserHider | undefined;
  readonly months: ClosedMonthStore;
  readonly dayFacts: Pick<DayFactsStore, 'read'>;
  readonly audits: { read(): Promise<LedgerFacts> };
  readonly optimizations: OptimizationStore;
  readonly anomalies: Pick<AnomalyStore, 'judgedDays'>;
  /** ULIDs for events that bring no id. */
  readonly newId: () => string;
  /** Secrets of keys, which nobody can guess. */
  readonly newSecret: () => string;
  /** Names for erased users, from which the person cannot be found out. */
  readonly newPseudonym: () => string;
}

/** What tells turns of gates. */
export function tellPorts({
  budgets: { store, outbox },
  alerting: { events, gateLog },
}: ApiPorts): TellPorts {
  return { store, outbox, events, gateLog };
}

/** What a read needs beside its question. */
export function readContext({ totals, history, settings }: ApiPorts, now: Instant): EntryContext {
  return { totals, history, timeZone: settings.timeZone, now };
}

/** What a look over the whole life of the ledger needs beside its question. */
export function lifeContext(ports: ApiPorts, now: Instant) {
  return { ...readContext(ports, now), months: ports.months };
}

/** The range of a query in days, with the word on whether it can still change. */
export function dayRange(
  query: RangeQuery,
  { settings }: ApiPorts,
  now: Instant,
): DayRange & { readonly closed: boolean } {
  const range = daysOfRange(parseRange(query, settings.timeZone), settings.timeZone);
  return { ...range, closed: isClosed(range, now, settings.timeZone) };
}

/** Page size and cursor of a query. */
export function pageRequest({
  limit,
  cursor,
}: {
  limit?: string | undefined;
  cursor?: string | undefined;
}): PageRequest {
  return { limit: limit === undefined ? DEFAULT_LIMIT : Number(limit), cursor };
}
