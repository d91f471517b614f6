import { describe, expect, it } from 'vitest';
import { type PricePack, pricePackSchema } from '../../../contracts/price-pack.ts';
import { judgePack } from '../../../core/price-packs/judge-pack.ts';
import { packedPrices } from '../../../core/price-packs/merge-additions.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { BUILT_IN_PRICES } from '../../../core/pricing/catalogue-index.ts';
import { openPrices, type PackedPrices } from '../../../core/pricing/packed-prices.ts';
import { formatDecimal, parseQuantity } from '../../../core/money/decimal.ts';
import { entryOf, smallPack } from '../../../testing/price-packs.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const inForce = packedPrices(smallPack(1), 'pack-1');
const DAY_AFTER = Date.parse('2026-12-02T12:00:00Z');

function judge(pack: PricePack, more: object = {}) {
  return judgePack(pack, { inForce, highest: 1, withdrawn: [], now: NOW, ...more });
}

type Models = Parameters<NonNullable<Parameters<typeof smallPack>[1]>>[0];

function reasonsOf(change: (models: Models) => void, more: Partial<PricePack> = {}): readonly string[] {
  const judged = judge(smallPack(2, change, more));
  return 'reasons' in judged ? judged.reasons : [];
}

function soundOf(change: (models: Models) => void, more: Partial<PricePack> = {}) {
  const judged = judge(smallPack(2, change, more));
  if ('reasons' in judged) throw new Error(judged.reasons.join('; '));
  return judged;
}

function kindsOf(change: (models: Models) => void): string[] {
  const { changes } = soundOf(change);
  return [...new Set(changes.map(({ model, kind }) => `${model} ${kind}`))].toSorted();
}

function cost(prices: PackedPrices, model: string, at = NOW, attributes = {}) {
  const usage = { input_tokens: parseQuantity('1000000') };
  const { status, cost: usd } = createPriceBook({ data: openPrices(prices) }).price({
    provider: 'acme',
    model,
    attributes,
    usage,
    at,
  });
  return status === 'priced' ? formatDecimal(usd) : status;
}

const NEW = { id: 'new', prices: [{ usd: { input_tokens: '1', output_tokens: '2' } }] };

describe('a pack that is sound by its rows', () => {
  it('waits for a person where something new would cost nothing, and the rest of it does not', () => {
    const { doubts, additions } = soundOf((models) => {
      models.push(NEW, { id: 'gift', prices: [{ usd: { input_tokens: '0' } }] });
    });
    expect(doubts).toEqual(['acme gift, input_tokens would cost nothing']);
    if (!additions) throw new Error('nothing of the pack may hold at once');
    expect([cost(additions, 'new'), cost(additions, 'gift')]).toEqual(['1', 'unpriced']);
  });

  it('is refused by a version that no later one could be above', () => {
    expect(judge(smallPack(20_261_121_120_000))).not.toHaveProperty('reasons');
    expect(judge(smallPack(20_261_121_120_001))).toMatchObject({
      reasons: [expect.stringMatching(/no pack could follow/)],
    });
  });

  it.each(['0.04', '21', '0'])('is refused by a tier at %s times the price', (times) => {
    expect(
      reasonsOf((models) => {
        models.push({
          ...NEW,
          factors: [{ attributes: { service_tier: 'gold' }, times, source: 'npm:made@1' }],
        });
      }).join(),
    ).toMatch(/times its price for a tier/);
  });
});

describe('what a pack does to the prices in force', () => {
  it('is nothing where it says the same, whoever says it', () => {
    const { changes, additions } = soundOf((models) => {
      entryOf(models, 'small').prices = [
        {
          usd: { input_tokens: '0.1', output_tokens: '0.4' },
          source: 'npm:made@2',
          observedAt: '2026-11-20',
        },
      ];
    });
    expect(changes).toEqual([]);
    expect(additions).toBeUndefined();
  });

  it('adds a model, an alias, a part or a tier that had no price', () => {
    expect(kindsOf((models) => models.push(NEW))).toEqual(['new added']);
    expect(kindsOf((models) => (entryOf(models, 'large').names = ['large-latest']))).toEqual([
      'large-latest added',
    ]);
    expect(
      kindsOf(
        (models) =>
          (entryOf(models, 'large').prices = [
            { usd: { input_tokens: '3', output_tokens: '15', cache_read_tokens: '0.3' } },
          ]),
      ),
    ).toEqual(['large added']);
    expect(
      kindsOf(
        (models) =>
          (entryOf(models, 'large').factors = [
            { attributes: { service_tier: 'flex' }, times: '0.5', source: 'npm:made@1' },
          ]),
      ),
    ).toEqual(['large added']);
  });

  it('only dates what starts later', () => {
    const { changes, additions, prices } = soundOf((models) => {
      entryOf(models, 'large').prices = [
        { to: '2026-12-01', usd: { input_tokens: '3', output_tokens: '15' } },
        { from: '2026-12-01', usd: { input_tokens: '6', output_tokens: '30' } },
      ];
    });
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['dated']));
    expect(additions).toBeUndefined();
    expect([cost(prices, 'large'), cost(prices, 'large', DAY_AFTER)]).toEqual(['3', '6']);
  });

  it('changes a price that held until now, also by an attribute that took the base price before', () => {
    expect(
      kindsOf(
        (models) => (entryOf(models, 'large').prices = [{ usd: { input_tokens: '4', output_tokens: '15' } }]),
      ),
    ).toEqual(['large changed']);
    expect(
      kindsOf((models) => {
        entryOf(models, 'large').prices?.push({
          attributes: { quality: 'high' },
          usd: { input_tokens: '9' },
        });
      }),
    ).toEqual(['large changed']);
  });

  it('removes the price of a name that it does not have any more', () => {
    expect(kindsOf((models) => models.splice(1, 1))).toEqual(['middle removed']);
  });

  it('leaves what changes out of its additions, and takes the rest', () => {
    const { additions } = soundOf((models) => {
      models.push(NEW);
      entryOf(models, 'small').prices = [{ usd: { input_tokens: '0.2', output_tokens: '0.4' } }];
      entryOf(models, 'large').prices = [
        { to: '2026-12-01', usd: { input_tokens: '3', output_tokens: '15' } },
        { from: '2026-12-01', usd: { input_tokens: '6', output_tokens: '30' } },
      ];
    });
    if (!additions) throw new Error('nothing was held back');
    expect([cost(additions, 'new'), cost(additions, 'small'), cost(additions, 'small-2026-01-01')]).toEqual([
      '1',
      '0.1',
      '0.1',
    ]);
    expect([cost(additions, 'large'), cost(additions, 'large', DAY_AFTER)]).toEqual(['3', '6']);
  });
});

describe('a pack is refused', () => {
  it('where its version is not above every earlier one, or it comes from the future', () => {
    expect(judge(smallPack(1))).toEqual({ reasons: [expect.stringMatching(/version 1 is not above 1/)] });
    expect(reasonsOf(() => undefined, { publishedAt: '2026-11-21T00:00:00Z' })).toEqual([
      expect.stringMatching(/published at/),
    ]);
  });

  it.each<[string, (models: Models) => void, RegExp]>([
    [
      'ten times too dear',
      (models) => (entryOf(models, 'large').prices = [{ usd: { input_tokens: '30', output_tokens: '15' } }]),
      /large, input_tokens: 30 per 1000000 instead of 3/,
    ],
    [
      'ten times too cheap',
      (models) => (entryOf(models, 'large').prices = [{ usd: { input_tokens: '0.3', output_tokens: '15' } }]),
      /0\.3 per 1000000 instead of 3/,
    ],
    [
      'for nothing',
      (models) => (entryOf(models, 'large').prices = [{ usd: { input_tokens: '0', output_tokens: '15' } }]),
      /nothing instead of 3/,
    ],
    [
      'for a thousand in the place of a million',
      (models) => (entryOf(models, 'large').per = 1000),
      /per 1000 instead of 3 per 1000000/,
    ],
    [
      'a new model far from every known price',
      (models) => models.push({ id: 'new', prices: [{ usd: { input_tokens: '300' } }] }),
      /new, input_tokens: 300 per 1000000 is far/,
    ],
    [
      'overlapping',
      (models) => entryOf(models, 'large').prices?.push({ from: '2026-11-01', usd: { input_tokens: '3' } }),
      /hold at the same time/,
    ],
    [
      'of a part that nobody measures',
      (models) => (entryOf(models, 'large').prices = [{ usd: { tokens: '3' } }]),
      /nobody measures "tokens"/,
    ],
    [
      'with steps that do not fit',
      (models) =>
        (entryOf(models, 'tiered').prices = [{ over: [1000, 500], usd: { input_tokens: ['1', '2', '3'] } }]),
      /steps do not rise/,
    ],
    [
      'that ends before it starts',
      (models) =>
        (entryOf(models, 'large').prices = [
          { from: '2026-12-01', to: '2026-11-01', usd: { input_tokens: '3' } },
        ]),
      /before it starts/,
    ],
    [
      'on days of no calendar',
      (models) => (entryOf(models, 'large').prices = [{ holidays: 'moon', usd: { input_tokens: '3' } }]),
      /no calendar "moon"/,
    ],
    [
      'by an alias of nothing',
      (models) =>
        models.push({
          id: 'alias',
          pointsTo: [{ model: 'nobody', source: 'npm:made@1', observedAt: '2026-11-19' }],
        }),
      /names no model/,
    ],
    [
      'without a source',
      (models) => (entryOf(models, 'large').prices = [{ usd: { input_tokens: '3' }, source: 'hearsay' }]),
      /names no source/,
    ],
    [
      'seen after it was published',
      (models) =>
        (entryOf(models, 'large').prices = [{ usd: { input_tokens: '3' }, observedAt: '2027-01-01' }]),
      /after the pack was published/,
    ],
  ])('%s', (_name, change, reason) => {
    expect(reasonsOf(change).join('; ')).toMatch(reason);
  });

  it('with a rise that was cancelled, unless somebody has seen it announced since', () => {
    const cancelled = [
      {
        provider: 'acme',
        model: 'rising',
        unit: 'input_tokens',
        from: '2026-12-01',
        source: 'pack 1',
        observedAt: '2026-11-19',
      },
    ];
    const again = judge(smallPack(2), { withdrawn: cancelled });
    expect(again).toEqual({
      reasons: [expect.stringMatching(/rising, input_tokens: the price from 2026-12-01 was cancelled/)],
    });
    expect(reasonsOf(() => undefined, { withdrawn: cancelled })).toHaveLength(1);
    const seen = smallPack(2, (models) =>
      entryOf(models, 'rising').prices?.forEach((set) => (set.observedAt = '2026-11-20')),
    );
    expect(judge(seen, { withdrawn: cancelled })).not.toHaveProperty('reasons');
  });

  it('and remembers a rise that it cancels', () => {
    const { withdrawn } = soundOf(
      (models) => (entryOf(models, 'rising').prices = [{ usd: { input_tokens: '2', output_tokens: '8' } }]),
    );
    expect(withdrawn.map(({ model, unit, from }) => `${model} ${unit} ${from}`)).toEqual([
      'rising input_tokens 2026-12-01',
      'rising output_tokens 2026-12-01',
    ]);
  });
});

const said = (usd: string, observedAt = '2026-11-20') => [
  {
    provider: 'acme',
    model: 'large',
    unit: 'input_tokens',
    usd,
    per: 1_000_000,
    source: 'npm:other@1',
    observedAt,
  },
];

const dearer = (models: Models) =>
  void (entryOf(models, 'large').prices = [{ usd: { input_tokens: '4', output_tokens: '15' } }]);

const accepted = (on: string) => said('3').map((one) => ({ ...one, accepted: { reason: 'looked at', on } }));

describe('a second source', () => {
  it('that says another price of what changes makes somebody decide', () => {
    expect(soundOf(dearer, { opinions: said('3') }).doubts).toEqual([
      expect.stringMatching(/npm:other@1 said 3/),
    ]);
    expect(soundOf(dearer, { opinions: said('4') }).doubts).toEqual([]);
    expect(soundOf((models) => models.push(NEW), { opinions: said('4') }).doubts).toEqual([]);
  });

  it('that looked earlier is not believed, unless the prices are a slip apart', () => {
    expect(soundOf(dearer, { opinions: said('3', '2026-08-01') }).doubts).toEqual([]);
    expect(reasonsOf(dearer, { opinions: said('0.4', '2026-08-01') })).toHaveLength(1);
  });

  it('whose difference was accepted is believed for thirty days', () => {
    expect(soundOf(dearer, { opinions: accepted('2026-11-01') }).doubts).toEqual([]);
    expect(soundOf(dearer, { opinions: accepted('2026-10-01') }).doubts).toHaveLength(1);
  });

  it('keeps what it doubts out of the additions too', () => {
    const opinions = [
      {
        provider: 'acme',
        model: 'new',
        unit: 'input_tokens',
        usd: '2',
        per: 1_000_000,
        source: 'npm:other@1',
        observedAt: '2026-11-20',
      },
    ];
    const { additions } = soundOf((models) => models.push(NEW, { ...NEW, id: 'other' }), { opinions });
    if (!additions) throw new Error('nothing was held back');
    expect([cost(additions, 'new'), cost(additions, 'other')]).toEqual(['unpriced', '1']);
  });
});

const parse = ({ source, observedAt, calendars, providers }: PackedPrices['catalogue']) => ({
  source,
  observedAt,
  ...(calendars ? { calendars } : {}),
  providers: Object.fromEntries(Object.entries(providers).map(([name, text]) => [name, JSON.parse(text)])),
});

it('the prices of the deployment make a pack that changes nothing', () => {
  const pack = smallPack(1, undefined, {
    publishedAt: '2027-01-01T00:00:00Z',
    catalogue: parse(BUILT_IN_PRICES.catalogue) as never,
    models: parse(BUILT_IN_PRICES.models) as never,
    sources: {},
  });
  const judged = judgePack(
    // A field that the schema does not know stops every pack.
    pricePackSchema.parse({
      ...pack,
      sources: Object.fromEntries(sourcesOf(pack).map((name) => [name, 'known'])),
    }),
    { inForce: BUILT_IN_PRICES, highest: 0, withdrawn: [], now: Date.parse('2027-01-01T00:00:00Z') },
  );
  expect(judged).toMatchObject({ changes: [], doubts: [] });
});

/** Every source that the rows of a pack name. */
function sourcesOf(pack: PricePack): string[] {
  return [
    ...new Set(
      [...JSON.stringify(pack).matchAll(/"(?:source|sameForAll)":"([^"]+)"/g)].map(([, name]) => name ?? ''),
    ),
  ];
}
