import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueIndex } from '../../../core/pricing/catalogue-index.ts';
import { nameModelsBy } from '../../../core/pricing/model-identity.ts';
import { aDay } from '../../../testing/dates.ts';
import { startApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const RANGE = 'from=2026-11-20&to=2026-11-20';
/** 0.04 USD by the list price of GPT-4.1 mini. */
const usage = { input_tokens: 100_000 };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function startRecorded(name: string) {
  const ledger = await startLedger(dynamo, name, { now: () => NOW });
  await ledger.record([
    usageEvent('plain', { model: 'gpt-4.1-mini', usage }),
    usageEvent('dated', { model: 'gpt-4.1-mini-2025-04-14', usage }),
    usageEvent('azure', { provider: 'azure', model: 'azure/gpt-4.1-mini', usage }),
    usageEvent('other', { model: 'gpt-4.1', usage: { input_tokens: 1000 } }),
    usageEvent('house', { model: 'house-model', usage }),
  ]);
  await ledger.aggregate([aDay('2026-11-20')]);
  return startApi(dynamo, name);
}

describe('a model under several ids', () => {
  it('is one item of a breakdown, with its ids beneath and the totals exact', async () => {
    const api = await startRecorded('model-breakdown');
    const { body } = await api.call(`GET /breakdown/model?${RANGE}`);
    expect(body['totalUsd']).toBe('0.122');
    expect(body['items']).toEqual([
      expect.objectContaining({ key: 'gpt-4.1-mini', totalUsd: '0.12', events: 3 }),
      expect.objectContaining({ key: 'gpt-4.1', totalUsd: '0.002', events: 1 }),
      expect.objectContaining({ key: 'house-model', totalUsd: '0', events: 1 }),
    ]);
    const [mini] = body['items'] as unknown as [{ ids: { id: string }[] }];
    expect(mini.ids.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual([
      { id: 'azure/gpt-4.1-mini', totalUsd: '0.04', events: 1 },
      { id: 'gpt-4.1-mini', totalUsd: '0.04', events: 1 },
      { id: 'gpt-4.1-mini-2025-04-14', totalUsd: '0.04', events: 1 },
    ]);
    const own = await api.call(`GET /breakdown/model?${RANGE}&userId=user-1`);
    expect((own.body['items'] as unknown as { key: string }[]).map(({ key }) => key)).toEqual([
      'gpt-4.1-mini',
      'gpt-4.1',
      'house-model',
    ]);
    const trend = await api.call(`GET /trends?${RANGE}&interval=day&dimension=model`);
    expect(trend.body['points']).toMatchObject([{ by: { 'gpt-4.1-mini': '0.12' } }]);
    const hours = await api.call(`GET /trends?${RANGE}&interval=hour&dimension=model`);
    expect(hours.body['points']).toContainEqual(
      expect.objectContaining({ by: expect.objectContaining({ 'gpt-4.1-mini': '0.12' }) as unknown }),
    );
  });

  it('is one line of receipts, summaries and statements, with its ids beneath', async () => {
    const api = await startRecorded('model-receipts');
    const ids = {
      'gpt-4.1-mini': {
        'azure/gpt-4.1-mini': '0.04',
        'gpt-4.1-mini': '0.04',
        'gpt-4.1-mini-2025-04-14': '0.04',
      },
    };
    const model = { 'gpt-4.1-mini': '0.12', 'gpt-4.1': '0.002' };
    for (const path of ['/resources/episode/ep-7', '/groups/podcast/pod-1', '/users/user-1'])
      expect((await api.call(`GET ${path}`)).body).toMatchObject({ breakdown: { model }, modelIds: ids });
    const daily = await api.call(`GET /summary/daily?${RANGE}`);
    expect(daily.body['days']).toMatchObject([{ byModel: model, modelIds: ids }]);
    const statement = await api.call('GET /reports/statement?userId=user-1&month=2026-11&format=json');
    expect(statement.body).toMatchObject({
      lines: [
        {
          model: 'gpt-4.1-mini',
          ids: ['azure/gpt-4.1-mini', 'gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14'],
          exactAmount: '0.12',
        },
        { model: 'gpt-4.1', exactAmount: '0.002' },
      ],
    });
    expect(JSON.stringify(statement.body['lines'])).not.toContain('"ids":["gpt-4.1"]');
  });

  it('is what a name stands for by a person, as long as the alias is open', async () => {
    const api = await startRecorded('model-alias');
    const alias = {
      id: 'a',
      provider: 'openai',
      model: 'house-model',
      as: 'gpt-4.1-mini-2025-04-14',
      from: null,
      to: null,
      notes: null,
      saidAt: '2026-11-20T00:00:00Z',
    };
    const models = async () => {
      const { body } = await api.call(`GET /entries?model=gpt-4.1-mini&${RANGE}`);
      return (body['entries'] as unknown as { model: string }[]).map((entry) => entry.model);
    };
    expect(await models()).not.toContain('house-model');
    try {
      nameModelsBy(catalogueIndex, [alias]);
      expect(await models()).toContain('house-model');
      nameModelsBy(catalogueIndex, [{ ...alias, to: '2026-11-21T00:00:00Z' }]);
      expect(await models()).not.toContain('house-model');
    } finally {
      nameModelsBy(catalogueIndex);
    }
  });

  it('is what a filter means by its name, and one id alone by a dated one', async () => {
    const api = await startRecorded('model-filter');
    const models = async (model: string) => {
      const { body } = await api.call(`GET /entries?model=${encodeURIComponent(model)}&${RANGE}`);
      return (body['entries'] as unknown as { model: string }[]).map((entry) => entry.model).toSorted();
    };
    const all = ['azure/gpt-4.1-mini', 'gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14'];
    expect(await models('gpt-4.1-mini')).toEqual(all);
    expect(await models('openai/gpt-4.1-mini')).toEqual(all);
    expect(await models('gpt-4.1-mini-2025-04-14')).toEqual(['gpt-4.1-mini-2025-04-14']);
    expect(await models('gpt-4.1')).toEqual(['gpt-4.1']);
    expect(await models('house-model')).toEqual(['house-model']);
  });

  it.each([
    ['gpt-4.1-mini', '0.12'],
    ['azure/gpt-4.1-mini', '0.12'],
    ['gpt-4.1-mini-2025-04-14', '0.04'],
    ['house-model', '0'],
  ])('spends from a budget of %s: %s', async (id, spentUsd) => {
    const api = await startRecorded(`model-budget-${id.replaceAll('/', '-')}`);
    const scope = { kind: 'model', id };
    const made = await api.call('POST /budgets', { body: { scope, period: 'daily', limitUsd: '0.12' } });
    expect(made.body).toMatchObject({ scope: { id } });
    expect((await api.call(`GET /budgets/${String(made.body['id'])}`)).body).toMatchObject({
      state: { spentUsd },
    });
  });

  it('has its moving alias in it: what `-latest` stands for now is read, checked and denied with the model', async () => {
    const ledger = await startLedger(dynamo, 'model-latest', { now: () => NOW });
    const ids = ['mistral-small-latest', 'mistral/mistral-small-latest', 'mistral-small-2603'];
    await ledger.record(ids.map((model) => usageEvent(model, { provider: 'mistral', model, usage })));
    await ledger.aggregate([aDay('2026-11-20')]);
    const api = startApi(dynamo, 'model-latest');
    const { body } = await api.call(`GET /breakdown/model?${RANGE}`);
    expect(body['items']).toEqual([
      expect.objectContaining({ key: 'mistral-small-2603', totalUsd: '0.045', events: 3 }),
    ]);
    for (const id of ['mistral-small-2603', 'mistral-small-latest']) {
      const found = await api.call(`GET /entries?model=${id}&${RANGE}`);
      expect(found.body['entries']).toHaveLength(3);
    }
    const scope = { kind: 'model', id: 'mistral-small-2603' };
    const made = await api.call('POST /budgets', { body: { scope, period: 'daily', limitUsd: '0.05' } });
    expect((await api.call(`GET /budgets/${String(made.body['id'])}`)).body).toMatchObject({
      state: { spentUsd: '0.045' },
    });
    const asked = { provider: 'mistral', model: 'mistral-small-latest', estimateUsd: '0.01' };
    expect((await api.call('POST /budgets/authorize', { body: asked })).body).toMatchObject({
      decision: 'deny',
    });
  });

  it('is denied under its dated id when the limit of its name is reached, and once for all of them', async () => {
    const api = await startRecorded('model-gate');
    const ask = async (model: string) =>
      (
        await api.call('POST /budgets/authorize', {
          body: { provider: 'openai', model, estimateUsd: '0.01' },
        })
      ).body;
    const one = { kind: 'model', id: 'gpt-4.1-mini' };
    await api.call('POST /budgets', { body: { scope: one, period: 'daily', limitUsd: '0.12' } });
    expect(await ask('gpt-4.1-mini-2025-04-14')).toMatchObject({ decision: 'deny' });
    expect(await ask('gpt-4.1')).toMatchObject({ decision: 'allow' });
    const every = { kind: 'model', id: '*' };
    await api.call('POST /budgets', { body: { scope: every, period: 'weekly', limitUsd: '0.13' } });
    expect(await ask('gpt-4.1-2025-04-14')).toMatchObject({ decision: 'allow', remainingUsd: '0.118' });
  });
});
