import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoClosedMonthStore } from '../../../adapters/dynamo/closed-month-store.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { parseUsd } from '../../../core/money/decimal.ts';
import { readStatement } from '../../../core/reports/read-statement.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, type TestLedger, usageEvent } from '../../support/ledger.ts';

const EUR = { currency: 'EUR', rate: '0.5', date: aDay('2026-11-20'), source: 'a test' };

let dynamo: TestDynamo;
let api: TestApi;
let recorded: TestLedger;

beforeAll(async () => {
  dynamo = await startDynamo();
  recorded = await startLedger(dynamo, 'statements');
  const usage = { input_tokens: 10_000_000 };
  await recorded.record([
    usageEvent('a', { usage }),
    usageEvent('b', { usage, model: 'gpt-4o' }),
    usageEvent('c', { usage, userId: 'user-2' }),
    usageEvent('d', { usage, occurredAt: '2026-10-20T10:00:00Z' }),
    usageEvent('e', { usage, model: 'nobody-knows' }),
    usageEvent('f', { usage, model: 'nobody-knows', reportedCostUsd: '0.3', userId: 'user-3' }),
    usageEvent('g', { usage, userId: 'user-4' }),
  ]);
  await recorded.aggregate([aDay('2026-10-20'), aDay('2026-11-20')]);
  const sum = { cost: parseUsd('1'), events: 1, unpriced: 0 };
  await new DynamoClosedMonthStore(new Table(dynamo.client(), 'statements')).close({
    month: aMonth('2026-10'),
    closedAt: Date.parse('2026-11-03T00:00:00Z'),
    organisation: sum,
    resources: 1,
    users: [{ name: 'user-1', ...sum }],
    groups: [],
  });
  api = startApi(dynamo, 'statements', { settings: { exchangeRates: [EUR], organisationName: 'Acme' } });
  await api.call('PUT /users/user-1', { body: { name: 'Ada' } });
});

afterAll(() => dynamo.stop());

const as = CALLERS.user;

describe('GET /reports/statement', () => {
  it("lists a user's own month by service and model", async () => {
    const { body } = await api.call('/reports/statement?userId=user-1&month=2026-11&format=json', { as });
    expect(body).toMatchObject({
      number: '2026-11-user-1',
      issuer: 'Acme',
      status: 'provisional',
      currency: 'USD',
      events: 3,
      unpricedEvents: 1,
      lines: [
        {
          service: 'llm',
          model: 'gpt-4o',
          amount: '25.00',
          exactAmount: '25',
          parts: [{ unit: 'input_tokens', quantity: '10000000', unitPrice: '2.5', per: '1000000' }],
        },
        { service: 'llm', model: 'gpt-4o-mini', amount: '1.50', exactAmount: '1.5' },
      ],
      total: '26.50',
      costUsd: '26.5',
    });
  });

  it("is a person's own where none is named, and a reader names one", async () => {
    const path = '/reports/statement?month=2026-11&format=json';
    expect((await api.call(path, { as })).body).toMatchObject({ number: '2026-11-user-1', costUsd: '26.5' });
    const reader = await api.call(path, { as: CALLERS.reader });
    expect([reader.status, reader.body['errors']]).toMatchObject([400, [{ field: 'userId' }]]);
  });

  it('adds a mark-up and converts, naming both', async () => {
    const query = 'userId=user-1&month=2026-11&format=json&markup=10&currency=EUR';
    const { body } = await api.call(`/reports/statement?${query}`, { as });
    expect(body).toMatchObject({
      currency: 'EUR',
      exchange: EUR,
      markupPercent: '10',
      total: '14.58',
      exactTotal: '14.575',
      lines: [{ parts: [{ quantity: '10000000', unitPrice: '1.375' }] }, { amount: '0.82' }],
    });
    expect(body).toMatchObject({ costUsd: '26.5' });
  });

  it('names the user, and says what no unit price explains', async () => {
    await api.call('PUT /users/user-3', { body: { name: 'Grace' } });
    const { body } = await api.call('/reports/statement?userId=user-3&month=2026-11&format=json');
    expect(body).toMatchObject({
      user: { id: 'user-3', name: 'Grace' },
      lines: [{ amount: '0.30', parts: [], otherExactAmount: '0.3' }],
    });
  });

  it('gives no quantities to an amount when entries come in while it is made', async () => {
    const ledger = ledgerOn(dynamo.client(), 'statements');
    const { totals } = ledger;
    const user: typeof totals.user = async (...of) => {
      const days = await totals.user(...of);
      await recorded.record([usageEvent('h', { usage: { input_tokens: 1_000_000 }, userId: 'user-4' })]);
      await recorded.aggregate([aDay('2026-11-20')]);
      return days;
    };
    const read = Object.assign(Object.create(totals) as typeof totals, { user });
    const now = Date.parse('2026-11-20T12:00:00Z');
    const context = { ...ledger, totals: read, timeZone: 'UTC', now };
    const { items } = await readStatement('user-4', aMonth('2026-11'), context);
    expect(items).toMatchObject([{ model: 'gpt-4o-mini', cost: parseUsd('1.5') }]);
    expect(items[0]).not.toHaveProperty('parts');
    const { body } = await api.call('/reports/statement?userId=user-4&month=2026-11&format=json');
    expect(body).toMatchObject({ lines: [{ exactAmount: '1.65', parts: [{ quantity: '11000000' }] }] });
  });

  it('has no line of an item whose entries are all void', async () => {
    const usage = { input_tokens: 1_000_000 };
    await recorded.record([
      usageEvent('kept', { usage, userId: 'user-5' }),
      usageEvent('gone', { usage, userId: 'user-5', model: 'gpt-4o' }),
    ]);
    await recorded.aggregate([aDay('2026-11-20')]);
    const { status } = await api.call('POST /entries/gone/void', { body: { reason: 'a test' } });
    expect(status).toBeLessThan(300);
    await recorded.aggregate([aDay('2026-11-20')]);
    const { body } = await api.call('/reports/statement?userId=user-5&month=2026-11&format=json');
    expect(body['lines']).toMatchObject([{ model: 'gpt-4o-mini', exactAmount: '0.15' }]);
  });

  it('has no line of a void item that no price was found for either', async () => {
    const usage = { input_tokens: 1_000_000 };
    await recorded.record([
      usageEvent('left', { usage, userId: 'user-6' }),
      usageEvent('told', { usage, userId: 'user-6', model: 'no-such-model', reportedCostUsd: '4' }),
    ]);
    await recorded.aggregate([aDay('2026-11-20')]);
    const path = '/reports/statement?userId=user-6&month=2026-11&format=json';
    const before = await api.call(path);
    expect(before.body['lines']).toMatchObject([{ model: 'unknown', exactAmount: '4' }, {}]);
    await api.call('POST /entries/told/void', { body: { reason: 'a test' } });
    await recorded.aggregate([aDay('2026-11-20')]);
    const { body } = await api.call(path);
    expect(body['lines']).toMatchObject([{ model: 'gpt-4o-mini', exactAmount: '0.15' }]);
  });

  it('is a page that runs and loads nothing', async () => {
    const { headers, text } = await api.call('/reports/statement?userId=user-1&month=2026-11', { as });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(text).toContain('Total 26.50 USD');
    expect(text).toContain('10000000 input_tokens at 2.5 USD for 1000000');
    expect(text).toContain('Ada (user-1)');
    expect(text).not.toContain('<script');
  });

  it('is final for a closed month and tells what came after', async () => {
    const { body } = await api.call('/reports/statement?userId=user-1&month=2026-10&format=json', { as });
    expect(body).toMatchObject({ status: 'final', costUsd: '1.5', lateCostUsd: '0.5' });
  });

  it('is a statement over nothing for who spent nothing', async () => {
    const { body } = await api.call('/reports/statement?userId=nobody&format=json');
    expect(body).toMatchObject({ month: '2026-11', lines: [], total: '0.00' });
  });

  it.each(['month=2026-13', 'month=2026-11&markup=2000', 'markup=ten', 'format=pdf', 'currency=XYZ'])(
    'refuses %s',
    async (query) => {
      expect((await api.call(`/reports/statement?userId=user-1&${query}`)).status).toBe(400);
    },
  );

  it("does not show another's, nor that of the system", async () => {
    expect((await api.call('/reports/statement?userId=user-2', { as })).status).toBe(403);
    expect((await api.call('/reports/statement?userId=system', { as: { sub: 'system' } })).status).toBe(403);
  });
});
