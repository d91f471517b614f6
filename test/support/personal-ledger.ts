import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { DynamoAnomalyStore } from '../../adapters/dynamo/anomaly-store.ts';
import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import { DynamoClosedMonthStore } from '../../adapters/dynamo/closed-month-store.ts';
import { DynamoAlertStore } from '../../adapters/dynamo/alert-store.ts';
import { DynamoEntryReader } from '../../adapters/dynamo/entry-reader.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { Table } from '../../adapters/dynamo/table.ts';
import { S3ArchiveStore } from '../../adapters/s3/archive-store.ts';
import { anomalyAlert } from '../../core/alerts/anomaly-alert.ts';
import type { FoundAnomaly } from '../../core/anomalies/anomalies.ts';
import { parseUsd } from '../../core/money/decimal.ts';
import { archiveKey } from '../../core/retention/archive-file.ts';
import { archiveLine } from '../../core/retention/archive-line.ts';
import { closeMonth } from '../../core/spend/close-month.ts';
import { aDay, aMonth } from '../../testing/dates.ts';
import type { TestDynamo } from '../../testing/dynamo.ts';
import { startApi } from './api.ts';
import type { TestBucket } from './bucket.ts';
import { startErasing } from './erasing.ts';
import { startLedger, usageEvent } from './ledger.ts';

/** The person whom everything in the ledger names. */
export const OLD = 'person-42';
const [ARCHIVED, OCTOBER, TODAY] = [aDay('2026-09-10'), aDay('2026-10-31'), aDay('2026-11-20')] as const;
const DAYS = [ARCHIVED, OCTOBER, TODAY];

export { ARCHIVED, TODAY };

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

/** What a personal ledger runs on. */
export interface PersonalParts {
  readonly dynamo: TestDynamo;
  readonly bucket: TestBucket;
}

/** A ledger in which every kind of item that can name a person names one. */
export async function startPersonal({ dynamo, bucket }: PersonalParts, table: string) {
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
  await archive(client, table, bucket);
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
  // Its stream record is lost: no history lists it.
  await ledger.record([event('open', TODAY)]);
  clock.time += 20 * 60_000;
  await nameEverywhere(dynamo, table, clock);
  return { clock, ledger, months, client, erasing: startErasing(client, table, bucket, clock) };
}

async function archive(client: DynamoDBDocumentClient, table: string, bucket: TestBucket): Promise<void> {
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

async function nameEverywhere(dynamo: TestDynamo, table: string, clock: { now(): number }) {
  const client = dynamo.client();
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
  await call('POST /prices/aliases', {
    provider: 'openai',
    model: 'our-own',
    as: 'gpt-4o',
    notes: `for ${OLD}`,
  });
  await call('POST /revenue', { period: '2026-11', usd: '40', userId: OLD }, person);
  await call('PUT /history/import', { from: '2019-01-01' }, person);
  const gone = await call('POST /budgets', {
    scope: { kind: 'user', id: '*' },
    period: 'weekly',
    limitUsd: '9',
  });
  await call('POST /budgets/authorize', { userId: OLD, estimateUsd: '0.01' });
  await call(`DELETE /budgets/${String(gone['id'])}`, {}, person);
  const others = await call('POST /budgets', {
    scope: { kind: 'organisation' },
    period: 'daily',
    limitUsd: '900',
  });
  await call(`POST /budgets/${String(others['id'])}/lift`, {}, person);
  await call('POST /keys', { name: 'ci', scopes: ['record'] }, person);
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
