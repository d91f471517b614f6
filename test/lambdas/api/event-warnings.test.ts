import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  await startLedger(dynamo, 'warnings');
});

beforeEach(() => {
  api = startApi(dynamo, 'warnings');
});

afterAll(() => dynamo.stop());

const record = (body: unknown, query = '') => api.call(`POST /record${query}`, { as: CALLERS.writer, body });

function reported(id: string, more: object = {}) {
  return usageEvent(id, { model: 'nobody-knows-it', reportedCostUsd: '1', service: undefined, ...more });
}

describe('the answer to events that are taken', () => {
  it('warns of usage parts that nobody knows, and takes those that a provider names otherwise', async () => {
    const odd = { ...usageEvent('w1'), usage: { input_tokens: 1, output_token: 2 } };
    const named = { ...usageEvent('w2'), usage: { prompt_tokens: 1000, completion_tokens: 10 } };
    const { status, body } = await record({ events: [odd, named] });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      ids: ['w1', 'w2'],
      warnings: [{ index: 0, field: 'usage.output_token', suggestion: 'output_tokens' }],
    });
    const dry = await record({ events: [named] }, '?dryRun=true');
    // 1,000 × $0.15 and 10 × $0.60 a million.
    expect(dry.body).toMatchObject({ costs: [{ status: 'priced', costUsd: '0.000156', unpriced: [] }] });
  });

  it('warns of names that nothing is priced by, once each, and takes the events all the same', async () => {
    const typo = { model: 'gpt-4o-minii' };
    const events = [usageEvent('n1', typo), usageEvent('n2', typo), usageEvent('n3')];
    const warnings = [{ index: 0, field: 'model', suggestion: 'gpt-4o-mini' }];
    const { status, body } = await record({ events });
    expect(status).toBe(202);
    expect(body).toMatchObject({ ids: ['n1', 'n2', 'n3'], warnings });
    expect((await record({ events }, '?dryRun=true')).body).toMatchObject({ warnings });
    const away = { prices: { current: () => Promise.reject(new Error('the table is away')) } };
    api = startApi(dynamo, 'warnings', { ports: away });
    expect(await record({ events })).toMatchObject({ status: 202, body: { warnings: [] } });
  });

  it('warns of a reported cost that no service is said of, once for each model that nobody knows', async () => {
    const events = [
      reported('r1', { service: 'llm' }),
      reported('r2', { model: 'gpt-4o' }),
      reported('r3'),
      reported('r4'),
    ];
    expect((await record({ events })).body).toMatchObject({ warnings: [{ index: 2, field: 'service' }] });
    expect((await record({ events: events.slice(0, 2) })).body).toMatchObject({ warnings: [] });
  });

  it('knows prices of its own, as a quote does', async () => {
    const price = { provider: 'acme', service: 'llm', unit: 'input_tokens', unitPriceUsd: '1' };
    await api.call('POST /prices', { body: { ...price, model: 'rocket-1' } });
    const sent = { provider: 'acme', usage: { input_tokens: 1 } };
    const fields = { field: 'model', suggestion: 'rocket-1' };
    expect((await record({ ...sent, model: 'rocket-1' })).body).toMatchObject({ warnings: [] });
    expect((await record({ ...sent, model: 'rocket-2' })).body).toMatchObject({ warnings: [fields] });
    const quote = await api.call('POST /prices/quote', { body: { ...sent, model: 'rocket-2' } });
    expect(quote.body).toMatchObject({ warnings: [fields] });
  });
});
