import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const DAY = aDay('2026-11-20');
const PATH = '/prices/variance?from=2026-11-20&to=2026-11-20';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Input of gpt-4o-mini costs 0.15 USD a million. */
async function start(table: string) {
  const ledger = await startLedger(dynamo, table);
  const mini = {
    provider: 'openai',
    model: 'gpt-4o-mini',
    userId: 'user-1',
    usage: { input_tokens: 1_000_000 },
  };
  await ledger.record([
    usageEvent('low', { ...mini, reportedCostUsd: '0.18' }),
    usageEvent('untold', mini),
    usageEvent('doubtful', { ...mini, problems: ['total_tokens is 12, but the parts add up to 11'] }),
    usageEvent('fine', {
      ...mini,
      model: 'gpt-4o',
      usage: { input_tokens: 1000 },
      reportedCostUsd: '0.0025',
    }),
    usageEvent('unknown', { ...mini, provider: 'nobody', model: 'nothing', reportedCostUsd: '1' }),
    usageEvent('forged', { ...mini, usage: { input_tokens: 1, reported_usd: 7, uncertain_events: 9 } }),
  ]);
  await ledger.aggregate([DAY]);
  return { ledger, api: startApi(dynamo, table) };
}

describe('the variance between computed and reported cost', () => {
  it('is by model, of events that have both, with those that are uncertain', async () => {
    const { api } = await start('variance');
    expect((await api.call(`GET ${PATH}`)).body['items']).toEqual([
      {
        provider: 'openai',
        service: 'llm',
        model: 'gpt-4o-mini',
        events: 1,
        computedUsd: '0.15',
        reportedUsd: '0.18',
        varianceUsd: '0.03',
        variancePercent: 20,
        uncertainEvents: 1,
      },
      {
        provider: 'openai',
        service: 'llm',
        model: 'gpt-4o',
        events: 1,
        computedUsd: '0.0025',
        reportedUsd: '0.0025',
        varianceUsd: '0',
        variancePercent: 0,
        uncertainEvents: 0,
      },
    ]);
  });

  it('shows an uncertain entry as such, in the totals too, and follows what is voided', async () => {
    const { ledger, api } = await start('variance-void');
    const entry = await api.call('/entries?status=uncertain&from=2026-11-20&to=2026-11-20');
    expect(entry.body['entries']).toMatchObject([
      {
        id: 'doubtful',
        costUsd: '0.15',
        status: 'uncertain',
        problems: [expect.stringContaining('total_tokens')],
      },
    ]);
    expect((await api.call('/users/user-1')).body).toMatchObject({ uncertainEvents: 1, unpricedEvents: 1 });
    for (const id of ['low', 'doubtful']) {
      const body = { requestId: `void-${id}`, reason: 'a slip' };
      expect((await api.call(`POST /entries/${id}/void`, { body })).status).toBe(200);
    }
    await ledger.aggregate([DAY]);
    const user = (await api.call('/users/user-1')).body;
    expect(user).toMatchObject({ uncertainEvents: 0 });
    expect(Object.keys(user['usage'] ?? {})).toEqual(['input_tokens']);
    expect((await api.call(`GET ${PATH}`)).body['items']).toMatchObject([{ model: 'gpt-4o' }]);
  });
});
