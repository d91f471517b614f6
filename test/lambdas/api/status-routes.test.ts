import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcomeId } from '../../../core/usage/quarantine.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { unreadableOutcome } from '../../../core/usage/unreadable.ts';
import { aDay } from '../../../testing/dates.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, type TestLedger, usageEvent } from '../../support/ledger.ts';

interface Item {
  readonly id: string;
  readonly kind: string;
  readonly reason: string;
  readonly body: string;
  readonly redrivenAt: string | null;
}

const DAY = aDay('2026-11-20');
let dynamo: TestDynamo;
let ledger: TestLedger;
let api: TestApi;
let now = Date.parse(`${DAY}T12:00:00Z`);

beforeAll(async () => {
  dynamo = await startDynamo();
  ledger = await startLedger(dynamo, 'status', { now: () => now });
  api = startApi(dynamo, 'status', {
    clock: { now: () => now },
    ports: { bodies: { getBody: (key) => Promise.resolve(`body of ${key}`) } },
  });
});

afterAll(() => dynamo.stop());

async function quarantined(query = ''): Promise<{ items: Item[]; nextCursor?: string }> {
  const { status, body } = await api.call(`/quarantine${query}`);
  expect(status).toBe(200);
  return body as unknown as { items: Item[]; nextCursor?: string };
}

describe('GET /status', () => {
  it('is all zero while nothing was recorded', async () => {
    const { body } = await api.call('/status');
    expect(body).toMatchObject({
      recorded: 0,
      aggregated: 0,
      rejected: 0,
      duplicates: 0,
      conflicts: 0,
      unpriced: 0,
      lagSeconds: 0,
      balancedAsOf: null,
      olderAuditedAsOf: null,
      drift: '0',
    });
  });

  it('runs ahead of the totals while entries are not added, with the age of the oldest', async () => {
    await ledger.record([usageEvent('e1'), usageEvent('e2', { model: 'nobody-knows-it' })]);
    now += 90_000;
    await ledger.record([usageEvent('e3')]);
    const { body } = await api.call('/status');
    expect(body).toMatchObject({ recorded: 3, aggregated: 0, lagSeconds: 90 });
  });

  it('still sees what has been open for more than an hour', async () => {
    now += 3_600_000;
    expect((await api.call('/status')).body).toMatchObject({ recorded: 3, aggregated: 0, lagSeconds: 3690 });
  });

  it('is equal once everything is added', async () => {
    await ledger.aggregate([DAY]);
    expect((await api.call('/status')).body).toMatchObject({
      recorded: 3,
      aggregated: 3,
      unpriced: 1,
      lagSeconds: 0,
    });
  });

  it('counts duplicates, conflicts and rejected events, and does not count them as recorded', async () => {
    await ledger.record([usageEvent('e1')], 'again');
    await ledger.record([usageEvent('e1', { userId: 'another' })], 'other-content');
    await ledger.record([{ id: 'bad' }], 'bad');
    const open = await api.call('/status');
    expect(open.body).toMatchObject({ recorded: 3, aggregated: 3, duplicates: 0 });
    await ledger.aggregateOutcomes([DAY]);
    expect((await api.call('/status')).body).toMatchObject({
      recorded: 3,
      aggregated: 3,
      duplicates: 1,
      conflicts: 1,
      rejected: 1,
      lagSeconds: 0,
    });
  });
});

describe('GET /quarantine', () => {
  it('lists what was rejected with its reason and body; duplicates when they are asked for', async () => {
    const { items } = await quarantined();
    expect(items.map(({ kind }) => kind).sort()).toEqual(['conflict', 'rejected']);
    const rejected = items.find(({ kind }) => kind === 'rejected');
    expect(rejected).toMatchObject({ eventId: 'bad', body: '{"id":"bad"}', redrivenAt: null });
    expect((await quarantined('?kind=duplicate')).items).toMatchObject([{ eventId: 'e1' }]);
    expect((await quarantined('?kind=conflict')).items).toHaveLength(1);
    expect((await quarantined('?to=2026-11-19')).items).toEqual([]);
  });

  it('reads few days where nothing was ever counted, and a hundred where something was', async () => {
    const days: string[] = [];
    const seen = (counted: [string, number][]) => {
      const { ports } = api;
      const outcomes = new Map(counted);
      const totals = Object.assign(Object.create(ports.totals) as typeof ports.totals, {
        counts: async () => ({ ...(await ports.totals.counts()), outcomes }),
      });
      const quarantine = Object.assign(Object.create(ports.quarantine) as typeof ports.quarantine, {
        outcomesOf: (day: string) => {
          days.push(day);
          return Promise.resolve([]);
        },
      });
      days.length = 0;
      return startApi(dynamo, 'status', { clock: ports.clock, ports: { totals, quarantine } });
    };
    await seen([['duplicate', 5]]).call('/quarantine');
    expect(days.length).toBe(15);
    await seen([['rejected', 1]]).call('/quarantine');
    expect(days.length).toBe(100);
    await seen([['duplicate', 1]]).call('/quarantine?kind=duplicate');
    expect(days.length).toBe(100);
    await seen([]).call('/quarantine?from=2026-09-01');
    expect(days.length).toBeGreaterThan(60);
  });

  it('comes in pages, newest first', async () => {
    now += 86_400_000;
    for (let index = 0; index < 5; index++) {
      now += 1000;
      await ledger.record([{ id: `bad-${index}` }], `bad-${index}`);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await quarantined(`?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.items.map((item) => (item as unknown as { eventId: string }).eventId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen.slice(0, 5)).toEqual(['bad-4', 'bad-3', 'bad-2', 'bad-1', 'bad-0']);
    expect(seen).toHaveLength(7);
  });
});

describe('POST /quarantine/{id}/redrive', () => {
  it('sends the body to the usage queue and notes when', async () => {
    const [item] = (await quarantined('?kind=conflict')).items;
    const { status, body } = await api.call(`POST /quarantine/${item?.id}/redrive`);
    expect(status).toBe(202);
    expect(body).toMatchObject({ id: item?.id });
    expect(api.sent).toEqual([item?.body]);
    const [again] = (await quarantined('?kind=conflict')).items;
    expect(again?.redrivenAt).toBe(new Date(now).toISOString());
  });

  it('takes a large body from the bucket', async () => {
    const name = { day: DAY, messageId: 'large', index: 0, kind: 'rejected' } as const;
    const writer = new DynamoLedgerWriter(new Table(dynamo.client(), 'status'));
    const outcome = {
      ...name,
      recordedAt: now,
      mark: undefined,
      eventId: undefined,
      reason: 'invalid',
      errors: [],
      body: undefined,
      bodyKey: 'quarantine/large.json',
    };
    await writer.putOutcome(outcome);
    await api.call(`POST /quarantine/${outcomeId(name)}/redrive`);
    expect(api.sent.at(-1)).toBe('body of quarantine/large.json');
  });

  it('leaves records that could not be added to the audit', async () => {
    const outcome = unreadableOutcome('E#2026-11-20#0 e9', 'cannot be read', now);
    await new DynamoLedgerWriter(new Table(dynamo.client(), 'status')).putOutcome(outcome);
    const { status, text } = await api.call(`POST /quarantine/${outcomeId(outcome)}/redrive`);
    expect(status).toBe(409);
    expect(text).toContain('the audit adds it');
  });

  it.each(['abc', outcomeId({ day: DAY, messageId: 'never', index: 0, kind: 'rejected' })])(
    'answers 404 for %s',
    async (id) => {
      expect((await api.call(`POST /quarantine/${id}/redrive`)).status).toBe(404);
    },
  );
});
