import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usageEvent } from '../../support/ledger.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { CALLERS, type TestApi } from '../../support/api.ts';
import { startOddDay } from '../../support/odd-day.ts';

let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  api = await startOddDay(dynamo, 'expected', [
    usageEvent('priceless', {
      occurredAt: '2026-11-19T08:00:00Z',
      model: 'nobody-prices-it',
      userId: 'odd',
    }),
  ]);
});

afterAll(() => dynamo.stop());

interface Answer {
  readonly from: string;
  readonly to: string;
  readonly looked: number;
  readonly left: number;
  readonly crossings: readonly Record<string, unknown>[];
  readonly nextCursor?: string;
}

async function read(query = ''): Promise<Answer> {
  const { status, body } = await api.call(`/budgets/expected${query}`, { as: CALLERS.reader });
  expect(status).toBe(200);
  return body as unknown as Answer;
}

async function limit(scope: object, period: string, limitUsd: string, name: string): Promise<string> {
  const body = { scope, period, limitUsd, name, enforcement: 'alert' };
  const made = await api.call('POST /budgets', { body });
  expect(made.status).toBe(201);
  return String(made.body['id']);
}

/** It is noon of Friday, November 20; both users cost about $10 a day, `odd` $60 on the 17th. */
describe('GET /budgets/expected', () => {
  it('names who is expected to reach a limit, and the day, the next one first', async () => {
    expect(await read()).toMatchObject({ from: '2026-11-20', to: '2026-11-26', looked: 0, crossings: [] });
    const steady = { kind: 'user', id: 'steady' };
    // November has cost $192 so far, so that half a day and three more days reach it on the 23rd.
    const monthly = await limit(steady, 'monthly', '225', 'The month');
    await limit(steady, 'monthly', '290', 'Reached after this week');
    await limit(steady, 'monthly', '150', 'Reached already');
    // The week began on the 16th and ends on the 22nd: four days and a half more are not in it.
    await limit(steady, 'weekly', '90', 'Beyond the week');
    const lifetime = await limit(steady, 'lifetime', '670', 'Credits');
    const { crossings, looked, left } = await read();
    expect(crossings).toEqual([
      {
        budgetId: lifetime,
        budgetName: 'Credits',
        scope: steady,
        period: 'lifetime',
        periodKey: 'lifetime',
        limitUsd: '670',
        spentUsd: '666.6',
        expectedUsd: expect.stringMatching(/^7[23]\d\.\d+$/) as unknown,
        unpricedEvents: 0,
        crossesOn: '2026-11-20',
      },
      {
        budgetId: monthly,
        budgetName: 'The month',
        scope: steady,
        period: 'monthly',
        periodKey: '2026-11',
        limitUsd: '225',
        spentUsd: '192',
        expectedUsd: expect.stringMatching(/^25\d\.\d+$/) as unknown,
        unpricedEvents: 0,
        crossesOn: '2026-11-23',
      },
    ]);
    expect([looked, left]).toEqual([4, 0]);
    expect((await read('?days=14')).crossings.map(({ budgetName }) => budgetName)).toContain(
      'Reached after this week',
    );
    expect((await read('?days=3')).crossings).toHaveLength(1);
  });

  it('looks at each value of a budget for every one, with its name, in pages', async () => {
    await api.call('PUT /users/odd', { body: { name: 'Ada' } });
    await limit({ kind: 'user', id: '*' }, 'monthly', '270', 'Each user');
    const { crossings, nextCursor } = await read('?limit=1');
    expect(crossings).toHaveLength(1);
    const others = await read(`?limit=100&cursor=${nextCursor}`);
    expect(others.crossings).toContainEqual(
      expect.objectContaining({
        budgetName: 'Each user',
        scope: { kind: 'user', id: 'odd', name: 'Ada' },
        crossesOn: expect.stringMatching(/^2026-11-2[1-5]$/) as unknown,
        unpricedEvents: 1,
      }),
    );
    expect(others.crossings.map(({ scope }) => scope)).not.toContainEqual({ kind: 'user', id: 'odd' });
  });

  it('refuses days that nobody can foresee', async () => {
    for (const days of ['0', '32', 'x']) {
      expect((await api.call(`/budgets/expected?days=${days}`)).body).toMatchObject({
        errors: [{ field: 'days', message: 'must be a whole number from 1 to 31' }],
      });
    }
  });
});
