import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALLERS, startApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';

const DAY = '2026-11-20';
const OWN = { provider: 'openai', model: 'house-model', unit: 'input_tokens', unitPriceUsd: '2', per: 1000 };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

describe('a body that cannot be used', () => {
  beforeAll(() => dynamo.createTable('unusable'));
  const PERIOD = { from: DAY, to: DAY };
  it.each([
    ['POST /prices', {}, ['provider', 'model', 'unit', 'unitPriceUsd']],
    ['POST /prices', [], ['']],
    ['POST /prices', { ...OWN, modle: 'x' }, ['modle']],
    ['POST /prices', { ...OWN, tag: 'tier' }, ['tag']],
    ['POST /prices', { ...OWN, attributes: { plan: 1 } }, ['attributes.plan']],
    ['PUT /prices/x', { effectiveTo: '2026-02-30' }, ['effectiveTo']],
    ['POST /prices/quote', 5, ['']],
    ['POST /prices/what-if', {}, ['from', 'to']],
    ['POST /prices/what-if', { from: '2026-02-30', to: DAY }, ['from']],
    ['POST /prices/what-if', { from: DAY, to: '2026-11-19' }, ['from']],
    ['POST /prices/what-if', { from: '1990-01-01', to: DAY }, ['from']],
    ['POST /prices/what-if', { ...PERIOD, overrides: 'x' }, ['overrides']],
    ['POST /prices/what-if', { ...PERIOD, overrides: [{ ...OWN, per: 0 }] }, ['overrides.0.per']],
    ['POST /prices/what-if', { ...PERIOD, model: 'gpt-4o' }, ['model']],
    [
      'POST /prices/what-if',
      { ...PERIOD, substitutions: [{ from: 'a', to: { provider: 'x', model: 'y' } }] },
      ['substitutions.0.from'],
    ],
    ['POST /prices/what-if/x/apply', {}, ['reason']],
  ])('%s %j names its fields', async (route, body, fields) => {
    const api = startApi(dynamo, 'unusable');
    const answer = await api.call(route, { as: CALLERS.admin, body });
    expect(answer.status).toBe(400);
    const errors = answer.body['errors'] as unknown as { field: string; message: string }[];
    expect(errors.map(({ field }) => field)).toEqual(fields);
    for (const { message } of errors) expect(message).not.toContain('Invalid input');
    expect(api.started).toEqual([]);
  });

  it.each(['tier:tier2', { tier: 'tier2' }, { name: 'tier', value: 'tier2' }])(
    'but a tag may be %j',
    async (tag) => {
      const api = startApi(dynamo, 'unusable');
      const body = { ...OWN, tag, effectiveFrom: '2026-11-01' };
      const { price } = (await api.call('POST /prices', { as: CALLERS.admin, body })).body;
      expect(price).toMatchObject({ unitPriceUsd: '2' });
    },
  );
});
