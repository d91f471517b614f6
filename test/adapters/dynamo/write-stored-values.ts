import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { picoUsd } from '../../../core/money/decimal.ts';
import { ORGANISATION } from '../../../core/scopes/scope.ts';
import { DynamoAheadStore } from '../../../adapters/dynamo/ahead-store.ts';
import { DynamoAlertStore } from '../../../adapters/dynamo/alert-store.ts';
import { DynamoAnomalyStore } from '../../../adapters/dynamo/anomaly-store.ts';
import { DynamoArchiveNotes } from '../../../adapters/dynamo/archive-notes.ts';
import { DynamoAuditStore } from '../../../adapters/dynamo/audit-store.ts';
import { DynamoBudgetStore } from '../../../adapters/dynamo/budget-store.ts';
import { DynamoAlertCanaryStore } from '../../../adapters/dynamo/alert-canary-store.ts';
import { DynamoClosedMonthStore } from '../../../adapters/dynamo/closed-month-store.ts';
import { DynamoCurveStore } from '../../../adapters/dynamo/curve-store.ts';
import { DynamoDayFactsStore } from '../../../adapters/dynamo/day-facts-store.ts';
import { DynamoErasureStore } from '../../../adapters/dynamo/erasure/erasure-store.ts';
import { DynamoHeldStore } from '../../../adapters/dynamo/held-sums-store.ts';
import { DynamoHoldStore } from '../../../adapters/dynamo/hold-store.ts';
import { DynamoJobStore } from '../../../adapters/dynamo/job-store.ts';
import { DynamoLastCheck } from '../../../adapters/dynamo/last-check.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { DynamoNameStore } from '../../../adapters/dynamo/name-store.ts';
import { DynamoOptimizationStore } from '../../../adapters/dynamo/optimization-store.ts';
import { DynamoOverrideStore } from '../../../adapters/dynamo/override-store.ts';
import { DynamoProjectionStore } from '../../../adapters/dynamo/projection-store.ts';
import { DynamoReportMarks } from '../../../adapters/dynamo/report-marks.ts';
import { DynamoRevenueStore } from '../../../adapters/dynamo/revenue-store.ts';
import { DynamoRequestCounter } from '../../../adapters/dynamo/request-counter.ts';
import { DynamoTotalsWriter } from '../../../adapters/dynamo/totals-writer.ts';
import { DynamoQuarantineStore } from '../../../adapters/dynamo/quarantine-store.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { contributionsOf } from '../../../core/spend/contributions.ts';
import type { HistoryListing } from '../../../core/spend/spend-ports.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import * as values from './stored-values.ts';

const { AT, DAY, ENTRY, HELD_KEY, MINUTE, MONTH, ULID, USER } = values;
/** Totals of the first layout compare no costs: its entry is counted as one without a reported cost. */
const TOLD_NOTHING = { ...ENTRY, reportedCost: undefined };
/** Recorded after October was over: its totals are late ones. */
const LATE = { ...ENTRY, day: aDay('2026-10-05'), occurredAt: Date.UTC(2026, 9, 5, 10) };
const RAISED = { at: AT, by: USER, subject: 'budget-1', what: 'limit raised', id: 'change-1' };

/** Writes one item of every kind through the stores. */
export async function writeStoredValues(client: DynamoDBDocumentClient, table: string): Promise<void> {
  await writeLedger(client, table);
  await writeGate(client, table);
  await writeFacts(client, table);
  await writeInsight(client, table);
  const overrides = new DynamoOverrideStore(new Table(client, table));
  await overrides.save({ row: values.PRICE, closed: undefined }, '0');
  await new DynamoJobStore(new Table(client, table)).create(values.JOB);
  const erasures = new DynamoErasureStore(new Table(client, table));
  await erasures.put(values.ERASURE);
  await erasures.remember(values.ERASURE, values.ERASURE.cursor);
  await new DynamoRequestCounter(new Table(client, table), 'api' as never).take(USER, AT, 4, 10);
  const names = new DynamoNameStore(new Table(client, table));
  for (const { owner, record } of values.NAMES) await names.change(owner, record);
}

async function writeLedger(client: DynamoDBDocumentClient, table: string): Promise<void> {
  const ledger = new DynamoLedgerWriter(new Table(client, table));
  const totals = new DynamoTotalsWriter(new Table(client, table), () => ULID);
  await ledger.noteDay(DAY, AT);
  await ledger.putEntry(ENTRY);
  await ledger.putEntry(values.CORRECTION);
  await ledger.putOutcome(values.OUTCOME);
  await new DynamoQuarantineStore(new Table(client, table)).noteRedrive(values.OUTCOME, AT + 3);
  const mark = { batch: ULID, partition: ledger.partitionOf(ENTRY) };
  await ledger.writeTally(ULID, mark.partition, 2);
  const { occurredAt, lane, id, resource, group } = ENTRY;
  const at = { day: DAY, hour: '10', occurredAt, lane, id };
  const owners: HistoryListing['of'][] = [
    ORGANISATION,
    { kind: 'user', id: USER },
    ...(resource ? [{ kind: 'resource' as const, ...resource }] : []),
    ...(group ? [{ kind: 'group' as const, ...group }] : []),
  ];
  await totals.putHistory(owners.map((of) => ({ of, ...at })));
  await totals.commit(
    [{ key: mark, seen: undefined, bits: Uint8Array.of(1) }],
    contributionsOf(TOLD_NOTHING, 'UTC'),
    AT,
  );
  const late = contributionsOf(LATE, 'UTC').filter(({ total }) => total.kind === 'late');
  await totals.commit([], late, AT);
}

async function writeGate(client: DynamoDBDocumentClient, table: string): Promise<void> {
  const budgets = new DynamoBudgetStore(new Table(client, table), () => ULID);
  await budgets.putBudget(values.FIXED_BUDGET, RAISED);
  await budgets.putBudget(values.REVENUE_BUDGET, RAISED);
  await budgets.putForm(values.FORM, RAISED, 2n);
  await budgets.putRevenue(MONTH, picoUsd(1000n), RAISED);
  const revenues = new DynamoRevenueStore(new Table(client, table));
  for (const revenue of values.REVENUES) await revenues.post(MONTH, revenue, AT);
  const clients = { reads: client, once: client };
  const held = new DynamoHeldStore(
    { reads: new Table(clients.reads, table), once: new Table(clients.once, table) },
    { now: () => AT },
  );
  const [seen] = (await held.read([HELD_KEY])).held;
  if (!seen) throw new Error('a held item answers for each key');
  await held.take({ key: HELD_KEY, amount: picoUsd(20_000_000_000n), minute: MINUTE, seen, room: undefined });
  await held.turn(HELD_KEY, { gate: 'deny', at: AT, by: USER });
  await new DynamoHoldStore(
    { reads: new Table(clients.reads, table), once: new Table(clients.once, table) },
    { now: () => AT },
  ).put(values.HOLD);
  await new DynamoAheadStore({ once: new Table(client, table) }).replace(
    { key: HELD_KEY, lane: 3 },
    undefined,
    {
      amount: picoUsd(9n),
      minute: MINUTE,
    },
  );
  const alerts = new DynamoAlertStore(new Table(client, table));
  await alerts.putIfAbsent(values.ALERT);
  await alerts.claim(values.ALERT.id, 'event', 'sender-1', AT, AT + 60_000);
  await alerts.settle(values.ALERT.id, 'event', 'sender-1', { status: 'SENT', at: AT + 5 });
  await alerts.claim(values.ALERT.id, 'email', 'sender-2', AT + 40, AT + 70_000);
  await alerts.resolve(values.ALERT.id, AT + 6);
  await alerts.acknowledge(values.ALERT.id, USER, AT + 7);
}

async function writeFacts(client: DynamoDBDocumentClient, table: string): Promise<void> {
  const audit = new DynamoAuditStore(new Table(client, table));
  await audit.noteBalanced(AT);
  await audit.noteOlder(AT - 1);
  await audit.seal(aDay('2026-01-31'));
  await audit.noteDrift(DAY, picoUsd(-7n));
  await audit.noteAudited(DAY, AT);
  await audit.noteTried(DAY, AT + 1);
  const archive = new DynamoArchiveNotes(new Table(client, table));
  await archive.noteDay(aDay('2026-01-31'), {
    files: 2,
    cost: picoUsd(9n),
    events: 3,
    unpriced: 1,
    version: 12n,
  });
  await archive.noteWaiting(aDay('2026-01-31'), AT);
  await archive.noteMonth(aMonth('2026-01'), { late: 4n, at: AT });
  await new DynamoLastCheck(new Table(client, table)).note(AT);
  await new DynamoAlertCanaryStore(new Table(client, table)).remember('canary-1');
  await new DynamoClosedMonthStore(new Table(client, table)).close(values.CLOSED);
  await new DynamoDayFactsStore(new Table(client, table)).put(values.FACTS);
  await new DynamoReportMarks(new Table(client, table)).take('2026-W47', AT);
}

async function writeInsight(client: DynamoDBDocumentClient, table: string): Promise<void> {
  const optimizations = new DynamoOptimizationStore(new Table(client, table));
  await optimizations.save(values.OPTIMIZATION);
  await optimizations.noteRun(values.OPTIMIZATION_RUN);
  await optimizations.putSavedDay(values.OPTIMIZATION.optimization.id, values.SAVED_DAY);
  await new DynamoProjectionStore(new Table(client, table)).putIfAbsent(aMonth('2026-11'), values.PROJECTION);
  const anomalies = new DynamoAnomalyStore(new Table(client, table));
  await anomalies.note(values.ANOMALY, AT);
  await anomalies.told(values.ANOMALY, AT + 1);
  await anomalies.putJudgedDay(DAY, { found: [values.ANOMALY], complete: false }, AT);
  await new DynamoCurveStore(new Table(client, table)).put(DAY, values.CURVE_VALUE, values.CURVE);
}
