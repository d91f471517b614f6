import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

describe('a provider in two spellings', () => {
  it('is one key of totals, of filters and of budgets, in whatever case they name it', async () => {
    const ledger = await startLedger(dynamo, 'spelling', { now: () => NOW });
    const api = startApi(dynamo, 'spelling');
    await ledger.record([usageEvent('e1', { provider: 'OpenAI' }), usageEvent('e2', { provider: 'openai' })]);
    await ledger.aggregate([aDay('2026-11-20')]);
    const range = 'from=2026-11-20&to=2026-11-20';

    expect((await api.call(`GET /breakdown/provider?${range}`)).body['items']).toMatchObject([
      { key: 'openai', totalUsd: '0.000678', events: 2 },
    ]);
    expect((await api.call(`GET /entries?provider=OPENAI&${range}`)).body['entries']).toMatchObject([
      { provider: 'openai' },
      { provider: 'openai' },
    ]);
    const scope = { kind: 'provider', id: 'OpenAI' };
    const made = await api.call('POST /budgets', { body: { scope, period: 'daily', limitUsd: '0.0007' } });
    expect(made.body).toMatchObject({ name: 'provider openai, daily', scope: { id: 'openai' } });
    expect((await api.call(`GET /budgets/${String(made.body['id'])}`)).body).toMatchObject({
      state: { spentUsd: '0.000678' },
    });
    const call = { provider: 'OpenAi', model: 'gpt-4o-mini', estimateUsd: '0.0001' };
    expect((await api.call('POST /budgets/authorize', { body: call })).body).toMatchObject({
      decision: 'deny',
    });
  });
});
