import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoAnomalyStore } from '../../../adapters/dynamo/anomaly-store.ts';
import { DynamoAuditStore } from '../../../adapters/dynamo/audit-store.ts';
import { DynamoClosedMonthStore } from '../../../adapters/dynamo/closed-month-store.ts';
import { DynamoAlertStore } from '../../../adapters/dynamo/alert-store.ts';
import { DynamoEntryReader } from '../../../adapters/dynamo/entry-reader.ts';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { S3ArchiveStore } from '../../../adapters/s3/archive-store.ts';
import { anomalyAlert } from '../../../core/alerts/anomaly-alert.ts';
import type { FoundAnomaly } from '../../../core/anomalies/anomalies.ts';
import { parseUsd } from '../../../core/money/decimal.ts';
import { archiveKey } from '../../../core/retention/archive-file.ts';
import { archiveLine } from '../../../core/retention/archive-line.ts';
import { closeMonth } from '../../../core/spend/close-month.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { startApi } from '../../support/api.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { IN_PROOF } from '../../../testing/property-runs.ts';
import { startErasing, userTotals } from '../../support/erasing.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { itemsHolding, wholeTable } from '../../support/whole-table.ts';

const OLD = 'person-42';
const [ARCHIVED, OCTOBER, TODAY] = [aDay('2026-09-10'), aDay('2026-10-31'), aDay('2026-11-20')] as const;
const DAYS = [ARCHIVED, OCTOBER, TODAY];

/** Every 89th crash, before and after its write in turn; `npm run prove -- erasure` takes them all. */
const STEP = IN_PROOF ? 1 : 89;

let dynamo: TestDynamo;
let bucket: TestBucket;
beforeAll(async () => {
  [dynamo, bucket] = await Promise.all([startDynamo(), startBucket()]);
});
afterAll(async () => {
  dynamo.stop();
  await bucket.stop();
});

const ANOMALY: FoundAnomaly = {
  dimension: 'user',
  key: OLD,
  kind: 'spike',
  since: TODAY,
  day: TODAY,
  spent: parseUsd('5'),
  expected: parseUsd('1'),
  severity: 'critical',
  score: 9,
  reason: `user ${OLD} spent 5.00 USD`,
};

/** A ledger in which every kind of item that can name a person names one. */
async function startPersonal(table: string) {
  const clock = { time: Date.parse('2026-11-01T12:00:00Z'), now: () => clock.time };
  const client = dynamo.client();
  const ledger = await startLedger(dynamo, table, clock);
  const event = (id: string, day: string, more: Record<string, unknown> = {}) =>
    usageEvent(id, { occurredAt: `${day}T10:00:00Z`, userId: OLD, ...more });
  await ledger.record([
    event('a1', ARCHIVED),
    event('a2', ARCHIVED, { userId: 'other' }),
    event('o1', OCTOBER),
    event('o2', OCTOBER, { userId: 'other' }),
  ]);
  await ledger.aggregate(DAYS);
  await archive(client, table);
  clock.time = Date.parse('2026-11-04T12:00:00Z');
  const months = new DynamoClosedMonthStore(new Table(client, table));
  const totals = new DynamoTotalsReader(new Table(client, table), [], { now: Date.now });
  const ports = { totals, months, tallies: () => Promise.resolve([]) };
  expect(await closeMonth(aMonth('2026-10'), ports, clock.now(), 'UTC')).toBe('closed');
  clock.time = Date.parse('2026-11-20T12:00:00Z');
  await ledger.record([
    event('late', OCTOBER),
    event('n1', TODAY),
    event('n2', TODAY, { userId: undefined }),
  ]);
  // Refused: the same id with other content, and a field of a wrong name.
  await ledger.record([event('n1', TODAY, { usage: { input_tokens: 9 } }), { user_id: OLD, id: 'bad' }]);
  await ledger.aggregate(DAYS);
  await ledger.aggregateOutcomes([TODAY]);
  await nameEverywhere(client, table, clock);
  return { clock, ledger, months, client, erasing: startErasing(client, table, bucket, clock) };
}

async function archive(client: DynamoDBDocumentClient, table: string): Promise<void> {
  const entries = new DynamoEntryReader(new Table(client, table), []);
  const lines = async function* () {
    for await (const page of entries.day(ARCHIVED)) {
      for (const entry of page) yield `${JSON.stringify(archiveLine(entry))}\n`;
    }
  };
  await new S3ArchiveStore(bucket.client, bucket.name).put(archiveKey(ARCHIVED), lines());
  await new DynamoAuditStore(new Table(client, table)).seal(ARCHIVED);
  for (const [name, Body] of [
    ['exports/1/costs.csv', `id,userId\nn1,${OLD}\n`],
    ['exports/2/costs.csv', 'id,userId\nn1,other\n'],
  ]) {
    await bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key: name, Body }));
  }
}

async function nameEverywhere(client: DynamoDBDocumentClient, table: string, clock: { now(): number }) {
  const api = startApi(dynamo, table, { clock, settings: { requestsPerMinute: 100 } });
  const call = async (request: string, body: object, as?: object) => {
    const answer = await api.call(request, { body, ...(as ? { as: as as never } : {}) });
    expect([request, answer.status < 300, answer.text]).toEqual([request, true, answer.text]);
    return answer.body as Record<string, unknown>;
  };
  const person = { sub: OLD, 'cognito:groups': ['cost-admins'] };
  await call('PUT /resources/episode/ep-7', { createdBy: OLD });
  await call('POST /budgets', { scope: { kind: 'user', id: OLD }, period: 'monthly', limitUsd: '5' }, person);
  await call('POST /budgets', { scope: { kind: 'user', id: '*' }, period: 'daily', limitUsd: '5' });
  await call('POST /budgets/authorize', { userId: OLD, estimateUsd: '0.01' });
  const price = { provider: 'openai', model: 'gpt-4o-mini', unit: 'input_tokens', per: 1_000_000 };
  await call('POST /prices', {
    ...price,
    unitPriceUsd: '0.15',
    userId: OLD,
    effectiveFrom: '2026-01-01',
    force: true,
  });
  const started = await call(`POST /users/${OLD}/recalculate`, {});
  const job = await api.ports.jobs.jobs.read(String(started['jobId']));
  if (!job) throw new Error('no job');
  const result = { repairs: [{ total: `U#${TODAY}#0 ${OLD}`, differenceUsd: '0' }] };
  await api.ports.jobs.jobs.save({ ...job, status: 'done', result, revision: 1 });
  const alerts = new DynamoAlertStore(new Table(client, table));
  const alert = anomalyAlert(ANOMALY, [], clock.now());
  await alerts.putIfAbsent(alert);
  await alerts.settle(alert.id, 'event', 'x', { status: 'SENT', at: clock.now() } as never);
  await alerts.acknowledge(alert.id, OLD, clock.now());
  const anomalies = new DynamoAnomalyStore(new Table(client, table));
  await anomalies.note(ANOMALY, clock.now());
  await anomalies.putJudgedDay(TODAY, { found: [ANOMALY], complete: true }, clock.now());
}

function facts(table: string) {
  return userTotals(dynamo.client(), table, ARCHIVED, TODAY);
}

/** What an erasure may not change. */
async function untouched(table: string): Promise<Map<string, unknown>> {
  const items = (await wholeTable(dynamo.client(), table)).filter(({ pk }) => /^[EORGTSM]#/.test(String(pk)));
  return new Map(
    items.map(({ u: _u, ul: _ul, ...rest }) => [`${String(rest['pk'])} ${String(rest['sk'])}`, rest]),
  );
}

describe('an erasure', () => {
  it('finds the id in every kind of item and file, closed months and archived days included', async () => {
    const { erasing, months, client } = await startPersonal('everywhere');
    expect((await itemsHolding(client, 'everywhere', OLD)).length).toBeGreaterThan(20);
    const before = { ...(await facts('everywhere')), kept: await untouched('everywhere') };
    const month = {
      closed: await months.users(aMonth('2026-10')),
      late: (await months.late(aMonth('2026-10'))).users,
    };
    await erasing.request(OLD);
    await erasing.run();
    const pseudonym = await erasing.pseudonym();
    const renamed = (name: string) => (name === OLD ? pseudonym : name);
    // The second pass finds the hold that was open in the first, the third nothing.
    expect(await erasing.finish()).toBe(3);

    expect(await itemsHolding(client, 'everywhere', OLD)).toEqual([]);
    expect(await untouched('everywhere')).toEqual(before.kept);
    const after = await facts('everywhere');
    expect([after.sum, after.organisation]).toEqual([before.sum, before.organisation]);
    expect(after.sum).toBe(after.organisation);
    expect(
      new Set((await months.users(aMonth('2026-10'))).map((line) => JSON.stringify(line, text))),
    ).toEqual(
      new Set(month.closed.map((line) => JSON.stringify({ ...line, name: renamed(line.name) }, text))),
    );
    expect((await months.late(aMonth('2026-10'))).users).toEqual(
      month.late.map((line) => ({ ...line, name: renamed(line.name) })),
    );
    const lines: string[] = [];
    for await (const line of new S3ArchiveStore(bucket.client, bucket.name).lines(archiveKey(ARCHIVED)))
      lines.push(line);
    expect(lines.map((line) => (JSON.parse(line) as { userId: string }).userId)).toEqual([
      pseudonym,
      'other',
    ]);
  });

  it('has the same end after a crash at any write', async () => {
    let crashes = 0;
    for (let nth = 0; nth < 400; nth += STEP) {
      const table = `crash-${nth}`;
      const { erasing } = await startPersonal(table);
      const before = { ...(await facts(table)), kept: await untouched(table) };
      await erasing.request(OLD);
      const died = await erasing.run(dying(dynamo.client(), 1 + Math.floor(nth / 2), nth % 2 === 1)).then(
        () => false,
        () => true,
      );
      if (!died) break;
      crashes++;
      await erasing.run();
      // Compared before anything recalculates: the erasure itself has to be exact.
      const after = await facts(table);
      expect([nth, after.sum, after.organisation]).toEqual([nth, before.sum, before.organisation]);
      expect([nth, await untouched(table)]).toEqual([nth, before.kept]);
      await erasing.finish();
      expect([nth, await itemsHolding(dynamo.client(), table, OLD)]).toEqual([nth, []]);
    }
    expect(crashes * STEP).toBeGreaterThan(40);
  });
});

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** A client whose nth write is its last: it fails, or reaches the table and loses its answer. */
function dying(client: DynamoDBDocumentClient, nth: number, reaches: boolean): DynamoDBDocumentClient {
  let writes = 0;
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (!/^(Put|Update|Delete|TransactWrite|BatchWrite)/.test(commandName)) return next(args);
        writes++;
        if (writes === nth && reaches) await next(args);
        if (writes >= nth) throw new Error('the function died');
        return next(args);
      },
    { step: 'initialize', name: 'dying' },
  );
  return client;
}
