import { expect, it } from 'vitest';
import { PRICE_LISTS, type PriceListName } from '../../../contracts/price-pack.ts';
import { LIST_READERS, opinionsOfList } from '../../../core/price-packs/said-prices.ts';

const small = { provider: 'openai', model: 'gpt-4o-mini' };

/** An excerpt of each list as its publisher writes it, with what is no price beside it. */
const LISTS: Readonly<Record<PriceListName, unknown>> = {
  'models.dev': {
    openai: {
      models: {
        'gpt-4o-mini': { last_updated: '2024-07-18', cost: { input: 0.15, output: 0.6, cache_read: 0.075 } },
        free: { cost: { input: 0, output: 0 } },
      },
    },
  },
  litellm: {
    sample_spec: { litellm_provider: 'one of', input_cost_per_token: 1 },
    'openai/gpt-4o-mini': {
      litellm_provider: 'openai',
      input_cost_per_token: 1.5e-7,
      output_cost_per_token: 6e-7,
      cache_read_input_token_cost: 7.5e-8,
    },
  },
  openrouter: {
    data: [
      {
        id: 'openai/gpt-4o-mini',
        pricing: { prompt: '0.00000015', completion: '0.0000006', input_cache_read: '0.000000075' },
      },
      { id: 'openai/gpt-4o-mini:free', pricing: { prompt: '1', completion: '1' } },
    ],
  },
  'genai-prices': [
    {
      id: 'openai',
      models: [
        {
          id: 'gpt-4o-mini',
          prices: [
            { prices: { input_mtok: 9 } },
            {
              constraint: { start_date: '2024-07-18' },
              prices: {
                input_mtok: { base: 0.15, tiers: [{ start: 200_000, price: 9 }] },
                output_mtok: 0.6,
                cache_read_mtok: 0.075,
              },
            },
          ],
        },
        {
          id: 'by-the-hour',
          prices: [
            { constraint: { start_time: '01:00:00Z', end_time: '04:00:00Z' }, prices: { input_mtok: 5 } },
          ],
        },
      ],
    },
  ],
  'llm-prices': {
    updated_at: '2026-11-20',
    prices: [
      { id: 'gpt-4o-mini', vendor: 'openai', input: 0.15, output: 0.6, input_cached: 0.075 },
      { id: 'no-cache', vendor: 'acme', input: 1, output: 2, input_cached: null },
    ],
  },
};

it.each(PRICE_LISTS)('reads %s as its publisher writes it', (list) => {
  const said = LIST_READERS[list](LISTS[list]).filter(({ model }) => model !== 'no-cache');
  expect(said.map(({ day: _day, ...one }) => one).toSorted((a, b) => (a.unit < b.unit ? -1 : 1))).toEqual([
    { ...small, unit: 'cache_read_tokens', usd: '0.075' },
    { ...small, unit: 'input_tokens', usd: '0.15' },
    { ...small, unit: 'output_tokens', usd: '0.6' },
  ]);
});

it.each(PRICE_LISTS)('takes nothing from what %s would not write', (list) => {
  for (const other of [
    null,
    7,
    'text',
    [],
    {},
    [null],
    { a: { b: 1 } },
    { data: [{ id: 'a' }], prices: [{}] },
  ])
    expect(LIST_READERS[list](other)).toEqual([]);
});

it('keeps the day that a list says, else the day on which it was fetched', () => {
  const [dated, other] = [
    { ...small, unit: 'input_tokens', usd: '0.15', day: '2024-07-18' },
    { ...small, unit: 'output_tokens', usd: '0.6' },
  ];
  const opinions = opinionsOfList('models.dev', [dated, other], '2026-11-29');
  expect(opinions.map(({ observedAt, source, per }) => [observedAt, source, per])).toEqual([
    ['2024-07-18', 'models.dev', 1_000_000],
    ['2026-11-29', 'models.dev', 1_000_000],
  ]);
});
