import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'totals');
  await ledger.record([
    usageEvent('e1'),
    usageEvent('e2', { occurredAt: '2026-11-19T09:00:00Z' }),
    usageEvent('e3', { userId: undefined, resource: undefined, group: undefined }),
    usageEvent('e4', { userId: 'user-2', resource: { type: 'episode', id: 'ep/8#x' }, model: 'gpt-4o' }),
    usageEvent('e5', { model: 'nobody-knows-it', reportedCostUsd: '0.5', group: undefined }),
    usageEvent('e6', { model: 'nobody-knows-it', provider: 'nobody' }),
  ]);
  await ledger.aggregate(['2026-11-19', '2026-11-20']);
  api = startApi(dynamo, 'totals');
});

afterAll(() => dynamo.stop());

describe('GET /status', () => {
  it('counts what was recorded, and nothing is open when all is aggregated', async () => {
    const { body } = await api.call('/status');
    expect(body).toMatchObject({ recorded: 6, aggregated: 6, unpriced: 1, lagSeconds: 0 });
  });
});

describe('GET /resources/{type}/{id}', () => {
  it('is the receipt of a resource, and each breakdown adds up to the total', async () => {
    const { status, body } = await api.call('/resources/episode/ep-7');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      totalUsd: '0.500678',
      events: 4,
      unpricedEvents: 1,
      heldUsd: '0',
      budgets: [],
    });
  });

  it('is a zero where nothing was recorded', async () => {
    const { status, body } = await api.call('/resources/episode/none');
    expect(status).toBe(200);
    expect(body).toMatchObject({ totalUsd: '0', events: 0, firstAt: null });
  });
});

describe('GET /users', () => {
  it('lists spenders with the system among them', async () => {
    const { body } = await api.call('/users');
    expect(body).toMatchObject({ users: [{ userId: 'user-1' }, { userId: 'user-2' }, { userId: 'system' }] });
  });
});

describe('GET /summary/daily', () => {
  it('lists every day of the range, zeros included', async () => {
    const { body } = await api.call('/summary/daily?from=2026-11-18&to=2026-11-20');
    expect(body).toMatchObject({
      days: [{ date: '2026-11-18', totalUsd: '0' }, { events: 1 }, { events: 5 }],
    });
  });
});

describe('GET /entries', () => {
  it('lists newest first', async () => {
    const { body } = await api.call('/entries?limit=2');
    expect(body).toMatchObject({ entries: [{ id: 'e6' }, { id: 'e5' }], scanned: 2 });
  });
});
