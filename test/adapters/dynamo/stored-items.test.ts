import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picoUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import { ORGANISATION } from '../../../core/scopes/scope.ts';
import { DynamoAheadStore } from '../../../adapters/dynamo/ahead-store.ts';
import { DynamoAlertStore } from '../../../adapters/dynamo/alert-store.ts';
import { DynamoAnomalyStore } from '../../../adapters/dynamo/anomaly-store.ts';
import { DynamoArchiveNotes } from '../../../adapters/dynamo/archive-notes.ts';
import { DynamoAuditStore } from '../../../adapters/dynamo/audit-store.ts';
import { DynamoBudgetStore } from '../../../adapters/dynamo/budget-store.ts';
import { budgetItem, budgetOf } from '../../../adapters/dynamo/budget-item.ts';
import { REPEATABLE, retryPolicy } from '../../../adapters/dynamo/retry-policy.ts';
import { schemaVersion } from '../../../adapters/dynamo/stored-json.ts';
import { ENTITY } from '../../../contracts/table-layout.ts';
import { DynamoAlertCanaryStore } from '../../../adapters/dynamo/alert-canary-store.ts';
import { DynamoClosedMonthStore } from '../../../adapters/dynamo/closed-month-store.ts';
import { DynamoCurveStore } from '../../../adapters/dynamo/curve-store.ts';
import { DynamoDayFactsStore } from '../../../adapters/dynamo/day-facts-store.ts';
import { DynamoEntryReader } from '../../../adapters/dynamo/entry-reader.ts';
import { DynamoErasureStore } from '../../../adapters/dynamo/erasure/erasure-store.ts';
import { DynamoGateOutbox } from '../../../adapters/dynamo/gate-outbox.ts';
import { DynamoHeldStore } from '../../../adapters/dynamo/held-sums-store.ts';
import { DynamoHistoryReader } from '../../../adapters/dynamo/history-reader.ts';
import { DynamoHoldStore } from '../../../adapters/dynamo/hold-store.ts';
import { DynamoJobStore } from '../../../adapters/dynamo/job-store.ts';
import { DynamoLastCheck } from '../../../adapters/dynamo/last-check.ts';
import { DynamoMarkReader } from '../../../adapters/dynamo/mark-reader.ts';
import { DynamoNameStore } from '../../../adapters/dynamo/name-store.ts';
import { DynamoOptimizationStore } from '../../../adapters/dynamo/optimization-store.ts';
import { DynamoOverrideStore } from '../../../adapters/dynamo/override-store.ts';
import { DynamoProjectionStore } from '../../../adapters/dynamo/projection-store.ts';
import { DynamoQuarantineStore } from '../../../adapters/dynamo/quarantine-store.ts';
import { DynamoReportMarks } from '../../../adapters/dynamo/report-marks.ts';
import { DynamoRevenueStore } from '../../../adapters/dynamo/revenue-store.ts';
import { DynamoRequestCounter } from '../../../adapters/dynamo/request-counter.ts';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import type { HistoryListing } from '../../../core/spend/spend-ports.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { seededRandom } from '../../../testing/random.ts';
import { newMeter, weaken } from '../../../testing/weaken.ts';
import { wholeTable } from '../../support/whole-table.ts';
import * as values from './stored-values.ts';
import { writeStoredValues } from './write-stored-values.ts';

const { AT, DAY, ENTRY, HELD_KEY, MINUTE, MONTH, ULID, USER } = values;
const NOVEMBER = { from: aDay('2026-11-01'), to: aDay('2026-11-30') };

/** As they travel; binaries are base64. */
type StoredItem = Record<string, AttributeValue>;

/**
 * One item of each kind as the stores wrote it before items carried a schema version. Tables in use hold such
 * items: the file is never written again, and whatever comes later has to read it.
 */
function firstItems(): StoredItem[] {
  const text = readFileSync(join(import.meta.dirname, 'fixtures/items-v1.json'), 'utf8');
  return JSON.parse(text, (name, value: unknown) =>
    name === 'B' && typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value,
  ) as StoredItem[];
}

let dynamo: TestDynamo;
let client: DynamoDBDocumentClient;
beforeAll(async () => {
  dynamo = await startDynamo();
  client = dynamo.client();
  await dynamo.createTable('first');
  const sender = client as unknown as { send(command: PutItemCommand): Promise<unknown> };
  for (const Item of firstItems()) await sender.send(new PutItemCommand({ TableName: 'first', Item }));
  await dynamo.createTable('now');
  await writeStoredValues(client, 'now');
});
afterAll(() => dynamo.stop());

async function listed<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

const SPENT = { cost: ENTRY.cost, events: 1, unpriced: 0 };
/** The catalogue does not know the model. */
const CELL = { provider: 'openai', service: 'llm', model: 'unknown', cost: ENTRY.cost };
const TOTAL = {
  ...SPENT,
  breakdown: new Map([['openai|llm|unknown', CELL]]),
  usage: new Map(Object.entries(ENTRY.usage)),
  hours: new Map(),
  outcomes: new Map(),
  firstAt: ENTRY.occurredAt,
  updatedAt: AT,
  version: 1n,
};

/**
 * Attributes that were added since: the version of JSON, the months and days that hold items, since when all is listed,
 * of how many events it is known whether they have failed.
 */
const ADDED: readonly string[] = ['sv', 'mk', 'm2026-11', 'n2026-11', 'k2026-11', 'ls', 'bo', 'fa'];
/** Lists and kinds that were added since. */
const ADDED_LISTS: readonly unknown[] = [
  ENTITY.budgetSubject,
  ENTITY.holdDay,
  ENTITY.revenue,
  ENTITY.revenuePeriod,
  ENTITY.userName,
];

/** Items by key, with JSON read, and without what was added since. */
function comparable(items: readonly Record<string, unknown>[]) {
  return new Map(
    items
      .filter(({ e }) => !ADDED_LISTS.includes(e))
      .map((item) => [
        `${String(item['pk'])} ${String(item['sk'])}`,
        Object.fromEntries(
          Object.entries(item)
            .filter(
              ([name]) => !(ADDED.includes(name) || (item['e'] === ENTITY.job && /^d[ps]k$/.test(name))),
            )
            .map(([name, value]) => [name, parsed(value)]),
        ),
      ]),
  );
}

function parsed(value: unknown): unknown {
  return typeof value === 'string' && /^[[{]/.test(value) ? JSON.parse(value) : value;
}

it('are written in the first layout, and what is JSON carries its version', async () => {
  const now = await wholeTable(client, 'now');
  expect(comparable(now)).toEqual(comparable(await wholeTable(client, 'first')));
  const withJson = now.filter((item) => Object.values(item).some((value) => parsed(value) !== value));
  // Neither the body of a refused event nor the place where an erasure goes on is a shape of ours.
  const versioned = withJson.filter(({ e }) => e !== ENTITY.outcome && e !== ENTITY.erasure);
  expect(versioned.length).toBeGreaterThanOrEqual(11);
  expect(versioned.map((item) => schemaVersion(item))).toEqual(versioned.map(() => 1));
  expect(versioned.filter(({ sv }) => sv === undefined)).toEqual([]);
});

it('are written all the same while writes meet transactions and a lack of capacity', async () => {
  await dynamo.createTable('weak');
  const retryStrategy = retryPolicy({ ...REPEATABLE, delayMs: () => 0 });
  const weakness = { random: seededRandom(7).uniform, conflict: 0.3, throttle: 0.1 };
  const meter = newMeter();
  await writeStoredValues(weaken(dynamo.client({ retryStrategy }), weakness, meter), 'weak');
  expect(meter.refusals).toBeGreaterThan(10);
  expect(comparable(await wholeTable(client, 'weak'))).toEqual(comparable(await wholeTable(client, 'now')));
});

it('of a later version are refused, with the way out', async () => {
  const budget = { ...budgetItem(values.FIXED_BUDGET), sv: 2 };
  expect(() => budgetOf(budget)).toThrow(
    'B#list / budget#budget-1 has schema version 2, this ledger reads up to 1',
  );
});

it('has an item of every kind in the fixture', () => {
  const tags = new Set(firstItems().map(({ e }) => e?.S));
  const kinds = 'A B BC C E F H I J K KL M N NC P PC Q S T V W X Y'.split(' ');
  expect(tags).toEqual(new Set(kinds));
});

describe.each([
  ['an item of the first layout', 'first'],
  ['an item as it is written now', 'now'],
])('%s', (_name, table) => {
  it('is an entry, a correction, an outcome, a mark with its tally', async () => {
    const days = await listed(new DynamoEntryReader(new Table(client, table), []).day(DAY));
    expect(days).toEqual([[ENTRY, values.CORRECTION]]);
    expect(await new DynamoQuarantineStore(new Table(client, table)).find(values.OUTCOME)).toEqual({
      ...values.OUTCOME,
      redrivenAt: AT + 3,
    });
    const marks = new DynamoMarkReader(new Table(client, table));
    const [startedAt] = [Date.UTC(2026, 10, 21, 10, 15, 32)];
    const [tally] = await marks.tallies(startedAt);
    expect(tally).toMatchObject({ key: { batch: ULID, partition: `E#${DAY}#0` }, used: 2, applied: 1 });
  });

  it('is a page of history', async () => {
    const history = new DynamoHistoryReader(new Table(client, table), { timeZone: 'UTC', lanes: [] });
    const owners: HistoryListing['of'][] = [
      ORGANISATION,
      { kind: 'user', id: USER },
      { kind: 'resource', type: 'episode', id: 'ep#7' },
      { kind: 'group', type: 'podcast', id: 'pod-1' },
    ];
    for (const of of owners) {
      const { lane, id, occurredAt } = ENTRY;
      const hour = { day: DAY, hour: '10', items: [{ day: DAY, lane, id, occurredAt }] };
      expect(await listed(history.hours(of, occurredAt, occurredAt))).toEqual([hour]);
    }
  });

  it('is a total of each scope', async () => {
    const totals = new DynamoTotalsReader(new Table(client, table), [], { now: Date.now });
    const hours = new Map([['10', { cost: ENTRY.cost, events: 1 }]]);
    const none = new Map();
    const { firstAt: _firstAt, ...plain } = { ...TOTAL, breakdown: none };
    // Totals from before failed calls were counted apart do not say.
    const asked = table === 'first' ? {} : { failures: { cost: ZERO_USD, events: 0, unpriced: 0, asked: 1 } };
    const { cost, events, unpriced, version, updatedAt } = TOTAL;
    const sums = { cost, events, unpriced, version, updatedAt };
    expect(await totals.cells(NOVEMBER)).toEqual([
      {
        day: DAY,
        provider: 'openai',
        service: 'llm',
        model: 'gpt-4o-mini',
        total: { ...plain, ...asked, hours },
      },
    ]);
    expect(await totals.operations(NOVEMBER)).toEqual([
      { day: DAY, name: 'script-generation', total: { ...sums, ...asked } },
    ]);
    expect(await totals.tagValues('tier', NOVEMBER)).toEqual([{ day: DAY, name: 'tier2', total: sums }]);
    expect(await totals.user(USER, NOVEMBER)).toEqual([{ day: DAY, total: { ...TOTAL, ...asked } }]);
    const [resource, group] = [ENTRY.resource, ENTRY.group];
    expect(await totals.resource({ type: 'episode', id: 'ep#7' })).toEqual([
      { day: DAY, resource, group, total: TOTAL },
    ]);
    expect(await totals.group({ type: 'podcast', id: 'pod-1' })).toEqual([{ day: DAY, total: TOTAL }]);
    expect(await totals.resources([DAY])).toMatchObject([{ day: DAY, resource, group, total: SPENT }]);
    expect(await totals.groups([DAY])).toMatchObject([{ day: DAY, group, total: SPENT }]);
    expect(await totals.counts()).toEqual({ ...plain, usage: none });
  });

  it('is a late total or a closed month', async () => {
    const months = new DynamoClosedMonthStore(new Table(client, table));
    const [group] = [ENTRY.group];
    expect(await months.late(MONTH)).toEqual({
      organisation: { ...SPENT, version: 1n },
      users: [{ name: USER, ...SPENT, version: 1n }],
      groups: [{ group, ...SPENT }],
    });
    const { users: _users, groups, ...head } = values.CLOSED;
    expect(await months.head(MONTH)).toEqual(head);
    expect(await months.groups(MONTH)).toEqual(groups);
    expect(await months.users(MONTH)).toEqual([{ name: USER, ...SPENT }]);
    expect(await months.user(USER, [MONTH])).toMatchObject([
      { month: MONTH, total: { ...SPENT, ...values.CLOSED.users[0]?.details }, lateVersion: 0n },
    ]);
    const facts = new DynamoDayFactsStore(new Table(client, table));
    expect([...(await facts.read([DAY]))]).toEqual([[DAY, values.FACTS]]);
  });

  it('is a fact of the ledger', async () => {
    const audit = new DynamoAuditStore(new Table(client, table));
    expect(await audit.read()).toEqual({
      firstDay: DAY,
      heldMonths: table === 'first' ? undefined : [DAY.slice(0, 7)],
      balancedAsOf: AT,
      olderAuditedAsOf: AT - 1,
      sealedUntil: '2026-01-31',
      drift: -7n,
    });
    expect([...(await audit.auditsSince(DAY))]).toEqual([[DAY, { audited: AT, tried: AT + 1 }]]);
    const { days, months } = await new DynamoArchiveNotes(new Table(client, table)).read();
    const archived = { files: 2, cost: 9n, events: 3, unpriced: 1, version: 12n, waitingSince: AT };
    expect([...days]).toEqual([['2026-01-31', archived]]);
    expect([...months]).toEqual([['2026-01', { late: 4n, at: AT }]]);
    expect(await new DynamoLastCheck(new Table(client, table)).read()).toBe(AT);
    expect(await new DynamoAlertCanaryStore(new Table(client, table)).last()).toBe('canary-1');
    expect(await new DynamoReportMarks(new Table(client, table)).take('2026-W47', AT)).toBe(false);
  });

  it('is a budget, the form, revenue or a change of them', async () => {
    const budgets = new DynamoBudgetStore(new Table(client, table), () => ULID);
    expect(await budgets.load()).toEqual({
      version: 4n,
      unreadable: [],
      budgets: [values.FIXED_BUDGET, values.REVENUE_BUDGET],
      form: values.FORM,
      revenue: new Map([[MONTH, 1000n]]),
    });
    const change = { at: AT, by: USER, subject: 'budget-1', what: 'limit raised' };
    expect(await budgets.changes('budget-1', 10)).toEqual([change]);
  });

  it.runIf(table === 'now')('is the revenue of a user, a resource or a group', async () => {
    const revenues = new DynamoRevenueStore(new Table(client, table));
    const kinds = ['user', 'resource', 'group'] as const;
    const posted = await Promise.all(kinds.map((kind) => revenues.of(MONTH, kind)));
    expect(posted.flat()).toEqual(values.REVENUES);
  });

  it('is held, a hold, or held ahead', async () => {
    const clients = { reads: client, once: client };
    const held = new DynamoHeldStore(
      { reads: new Table(clients.reads, table), once: new Table(clients.once, table) },
      { now: () => AT },
    );
    const action = { gate: 'deny', at: AT, by: USER } as const;
    const amount = 20_000_000_000n;
    expect(await held.read([HELD_KEY])).toEqual({
      version: 4n,
      prices: '1',
      held: [
        {
          key: HELD_KEY,
          exists: true,
          held: amount,
          minutes: new Map([[MINUTE, amount]]),
          swept: 0,
          generation: 0n,
          action,
        },
      ],
    });
    expect(await new DynamoGateOutbox(new Table(client, table)).untold(AT + 1)).toEqual([
      { key: HELD_KEY, ...action },
    ]);
    expect(
      await new DynamoHoldStore(
        { reads: new Table(clients.reads, table), once: new Table(clients.once, table) },
        { now: () => AT },
      ).get(ULID),
    ).toEqual(values.HOLD);
    const ahead = new DynamoAheadStore({ once: new Table(client, table) });
    expect(await ahead.take({ key: HELD_KEY, lane: 3 }, picoUsd(10n), MINUTE)).toEqual({
      seen: { amount: 9n, minute: MINUTE },
    });
  });

  it('is an alert with its deliveries', async () => {
    const sent = { status: 'SENT', attempts: 1, unknown: 0, nextAt: AT, sentAt: AT + 5 };
    const lease = { by: 'sender-2', until: AT + 70_000 };
    const alerts = new DynamoAlertStore(new Table(client, table));
    expect(await alerts.get(values.ALERT.id)).toEqual({
      ...values.ALERT,
      resolvedAt: AT + 6,
      acknowledged: { at: AT + 7, by: USER },
      deliveries: new Map<string, object>([
        ['event', sent],
        ['email', { ...values.ALERT.deliveries.get('email'), attempts: 2, lease }],
      ]),
    });
  });

  it('is a price of our own, a job, an erasure, a count of requests, a name', async () => {
    const overrides = new DynamoOverrideStore(new Table(client, table));
    expect([await overrides.version(), await overrides.load()]).toEqual(['1', [values.PRICE]]);
    expect(await new DynamoJobStore(new Table(client, table)).read(values.JOB.id)).toEqual(values.JOB);
    expect(await new DynamoErasureStore(new Table(client, table)).list()).toEqual([values.ERASURE]);
    expect(
      await new DynamoRequestCounter(new Table(client, table), 'api' as never).take(USER, AT, 10, 10),
    ).toBe(6);
    const names = new DynamoNameStore(new Table(client, table));
    const read = await names.read(values.NAMES.map(({ owner }) => owner));
    expect([...read.values()]).toEqual(expect.arrayContaining(values.NAMES.map(({ record }) => record)));
    const { things } = await names.created(USER, 10);
    expect(things).toEqual([values.NAMES[1].owner]);
  });

  it('is an optimization, a saving, a projection, a curve, an anomaly or a judged day', async () => {
    const optimizations = new DynamoOptimizationStore(new Table(client, table));
    expect(await optimizations.list()).toEqual([{ ...values.OPTIMIZATION, revision: 1 }]);
    expect(await optimizations.lastRun()).toEqual(values.OPTIMIZATION_RUN);
    expect(await optimizations.savedDays(values.OPTIMIZATION.optimization.id, DAY)).toEqual([
      values.SAVED_DAY,
    ]);
    expect(await new DynamoProjectionStore(new Table(client, table)).list(aMonth('2026-11'))).toEqual([
      values.PROJECTION,
    ]);
    const curves = new DynamoCurveStore(new Table(client, table));
    expect([...(await curves.read(DAY, [values.CURVE_VALUE])).values()]).toEqual([values.CURVE]);
    const anomalies = new DynamoAnomalyStore(new Table(client, table));
    const judged = await anomalies.judgedDays({ from: DAY, to: DAY });
    expect([...judged]).toEqual([[DAY, { found: [values.ANOMALY], complete: false }]]);
    expect(await anomalies.note(values.ANOMALY, AT)).toBe('told');
  });
});
