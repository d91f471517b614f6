import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findOptimizations, optimizationAnswer } from '../../../core/optimizations/find-optimizations.ts';
import { realisedSaving } from '../../../core/optimizations/kinds/realised-saving.ts';
import type { UsageSlice } from '../../../core/optimizations/kinds/optimization.ts';
import { cheapestStandIn } from '../../../core/optimizations/kinds/cheapest-stand-in.ts';
import {
  formatDecimal,
  parseDecimal,
  parseQuantity,
  parseUsd,
  picoUnits,
  picoUsd,
  ZERO_USD,
} from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { aDay } from '../../../testing/dates.ts';

const book = createPriceBook();
const at = Date.parse('2026-11-21T00:00:00Z');
const ALL = { from: aDay('2026-10-22'), to: aDay('2026-11-20'), book, at };

/** 1,000 calls of 2,000 input and 500 output tokens each, at list price. */
function slice(changes: Partial<UsageSlice> = {}): UsageSlice {
  const usage = changes.usage ?? {
    input_tokens: parseQuantity('2000000'),
    output_tokens: parseQuantity('500000'),
  };
  const base = { operation: 'chat', provider: 'openai', service: 'llm', model: 'gpt-4o', attributes: {} };
  const named = { ...base, ...changes };
  const { cost } = book.price({ ...named, usage, at });
  return { ...named, usage, calls: 1000, cost, ...changes };
}

const find = (changes: Partial<UsageSlice>, kind: string) =>
  findOptimizations({ ...ALL, slices: [slice(changes)] }).filter((item) => item.kind === kind);

describe('cheapestStandIn', () => {
  it.each([
    ['openai', 'gpt-4o', 'gpt-4o-mini'],
    ['anthropic', 'claude-opus-4-1-20250805', 'claude-sonnet-5'],
    [
      'aws-bedrock',
      'eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'eu.anthropic.claude-haiku-4-5-20251001-v1:0',
    ],
    ['openai', 'gpt-5-nano', undefined],
    ['openai', 'text-embedding-3-large', undefined],
    ['nobody', 'gpt-4o', undefined],
  ])('of %s %s is %s', (provider, model, cheaper) => {
    expect(cheapestStandIn(book, provider, model, at)).toBe(cheaper);
  });
});

describe('findOptimizations', () => {
  it('prices what was really used on a cheaper model of the family', () => {
    const [sameClass, below] = find({}, 'cheaper-model').toSorted((a, b) => (a.risk < b.risk ? -1 : 1));
    // gpt-4o: 2 x 2.50 + 0.5 x 10 = 10 USD; gpt-5: 2 x 1.25 + 0.5 x 10 = 7.50; gpt-5-mini: 0.50 + 1 = 1.50.
    expect(sameClass).toMatchObject({ risk: 'low', effort: 'low', action: { type: 'switch-model' } });
    expect(below).toMatchObject({ risk: 'medium', effort: 'medium', evidence: { costUsd: '10' } });
    expect(sameClass && sameClass.estimatedSaving >= parseDecimal('2.5')).toBe(true);
    expect(below && below.estimatedSaving >= parseDecimal('8.5')).toBe(true);
  });

  it('prices the average call, not one call with the sum of all prompts', () => {
    const usage = { input_tokens: parseQuantity('100000000'), output_tokens: parseQuantity('1000000') };
    const cost = parseUsd('135');
    const [item] = find({ provider: 'google', model: 'gemini-2.5-pro', usage, cost }, 'cheaper-model');
    // 2.5 Pro at 1.25 and 10 a million, 2.5 Flash at 0.30 and 2.50; above 200,000 tokens Pro would cost 265.
    expect(item).toMatchObject({ action: { toModel: 'gemini-2.5-flash' } });
    expect(item?.evidence).toMatchObject({ costUsd: '135', counterfactualUsd: '32.5' });
  });

  it.each([
    ['of unknown prices', { model: 'gpt-99' }],
    ['without a call', { calls: 0 }],
    ['already on the smallest model', { model: 'gpt-5-nano' }],
  ])('advises no other model for a slice %s', (_, changes) => {
    expect(find(changes, 'cheaper-model')).toEqual([]);
  });

  it('advises caching by the measured repeated input', () => {
    const repeatedInputTokens = parseQuantity('1500000');
    const [item] = find({ repeatedInputTokens }, 'prompt-caching');
    // 90 % of 1.5 million tokens read at 1.25 instead of 2.50 a million.
    expect(item && optimizationAnswer(item)).toMatchObject({
      estimatedSavingUsd: '1.6875',
      effort: 'low',
      evidence: { repeatedInputMeasured: true },
    });
  });

  it('counts the more expensive cache writes of Anthropic', () => {
    const changes = {
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      repeatedInputTokens: parseQuantity('1500000'),
    };
    // Sonnet 3 a million: reads 1.35 million at 0.30, writes 0.15 million at 3.75, instead of 1.5 million at 3.
    expect(formatDecimal(find(changes, 'prompt-caching')[0]?.estimatedSaving ?? 0n)).toBe('3.5325');
  });

  it.each([
    ['short prompts', { repeatedInputTokens: parseQuantity('500000') }],
    ['few calls', { calls: 50, repeatedInputTokens: parseQuantity('1500000') }],
    [
      'a prompt that is cached',
      { usage: { input_tokens: parseQuantity('2000000'), cache_read_tokens: parseQuantity('1000000') } },
    ],
  ])('advises no caching for %s', (_, changes) => {
    expect(find(changes, 'prompt-caching')).toEqual([]);
  });

  it.each([
    [{ interactive: false }, '5', 'low'],
    [{ operation: 'nightly-summary' }, '5', 'medium'],
    [{ operation: 'nightly-summary', interactive: true }, undefined, undefined],
    [{ operation: 'reporter-chat' }, undefined, undefined],
    [{ interactive: false, attributes: { service_tier: 'batch' } }, undefined, undefined],
    [
      { interactive: false, provider: 'elevenlabs', model: 'eleven_v3', service: 'tts' },
      undefined,
      undefined,
    ],
  ])('advises the batch tier for %j: %s', (changes, saving, risk) => {
    const [item] = find(changes, 'batch-tier');
    expect(item && formatDecimal(item.estimatedSaving)).toBe(saving);
    expect(item?.risk).toBe(risk);
  });

  it('counts failed and repeated calls above one percent', () => {
    const changes = { failedCost: parseUsd('2'), failedCalls: 200, repeatedCost: parseUsd('1') };
    const [item] = find(changes, 'failed-calls');
    expect(item && formatDecimal(item.estimatedSaving)).toBe('2.9');
    expect(find({ failedCost: parseUsd('0.1') }, 'failed-calls')).toEqual([]);
  });

  it('names an operation that takes a fifth of the spend, with the measured excess', () => {
    const slices = [
      slice({ excessCost: parseUsd('4') }),
      slice({ operation: 'small', calls: 1, cost: picoUsd(1n) }),
    ];
    const found = findOptimizations({ ...ALL, slices }).filter((item) => item.kind === 'expensive-operation');
    expect(found).toMatchObject([{ estimatedSaving: parseDecimal('4'), action: { operation: 'chat' } }]);
  });

  it('promises at most half of an operation for a look at it', () => {
    const { cost } = slice({});
    const [item] = find({ excessCost: cost }, 'expensive-operation');
    expect(item).toMatchObject({
      estimatedSaving: cost / 2n,
      evidence: { excessMeasured: true, excessUsd: formatDecimal(cost) },
    });
  });

  it('puts the saving on a scale of 30 days and leaves small change out', () => {
    const week = {
      ...ALL,
      from: aDay('2026-11-18'),
      to: aDay('2026-11-20'),
      slices: [slice({ interactive: false })],
    };
    const saving = findOptimizations(week).find((item) => item.kind === 'batch-tier')?.estimatedSaving;
    expect(saving).toBe(parseDecimal('50'));
    expect(findOptimizations({ ...week, minimumSaving: parseUsd('1000') })).toEqual([]);
  });

  it('ranks by saving per effort, names overlaps, and answers the same each time', () => {
    const slices = [slice({ interactive: false, failedCost: parseUsd('3') }), slice({ operation: 'other' })];
    const found = findOptimizations({ ...ALL, slices });
    const weight = { low: 1, medium: 3, high: 8 };
    const worth = found.map((item) => Number(item.estimatedSaving) / weight[item.effort]);
    expect(worth).toEqual(worth.toSorted((a, b) => b - a));
    expect(findOptimizations({ ...ALL, slices: slices.toReversed() })).toEqual(found);
    const batch = found.find((item) => item.kind === 'batch-tier');
    expect(batch?.overlaps).toContain(found.find((item) => item.kind === 'failed-calls')?.id);
    expect(new Set(found.map((item) => item.id)).size).toBe(found.length);
  });

  it('never promises more than was spent', () => {
    const tokens = fc.bigInt({ min: 1n, max: 10n ** 10n }).map((count) => picoUnits(count * 10n ** 12n));
    const models = fc.constantFrom('gpt-4o', 'gpt-4', 'gpt-5', 'gpt-4.1', 'gpt-3.5-turbo');
    fc.assert(
      fc.property(
        tokens,
        tokens,
        models,
        fc.integer({ min: 1, max: 10 ** 6 }),
        (input, output, model, calls) => {
          const one = slice({
            model,
            calls,
            interactive: false,
            usage: { input_tokens: input, output_tokens: output },
          });
          for (const item of findOptimizations({ ...ALL, slices: [one] })) {
            expect(item.estimatedSaving <= one.cost).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('realisedSaving', () => {
  it('prices the calls on the new model at the old one', () => {
    const [optimization] = find({}, 'cheaper-model');
    const after = [
      slice({ model: optimization?.action.toModel ?? '' }),
      slice({ operation: 'other', model: optimization?.action.toModel ?? '' }),
    ];
    const measured = optimization && realisedSaving(book, optimization.action, after, at);
    expect(measured).toMatchObject({
      counterfactual: parseDecimal('10'),
      actual: after[0]?.cost,
      calls: 1000,
    });
    expect(measured?.saving).toBe(parseDecimal('10') - (after[0]?.cost ?? 0n));
  });

  it('is nothing while nothing has changed', () => {
    for (const optimization of findOptimizations({ ...ALL, slices: [slice({ interactive: false })] })) {
      expect(realisedSaving(book, optimization.action, [slice({ interactive: false })], at).saving).toBe(0n);
    }
  });

  it('measures batch, caching and failures against what the calls would have cost', () => {
    const batch = find({ interactive: false }, 'batch-tier')[0];
    const batched = [slice({ attributes: { service_tier: 'batch' } })];
    expect(batch && formatDecimal(realisedSaving(book, batch.action, batched, at).saving)).toBe('5');

    const caching = find({ repeatedInputTokens: parseQuantity('1500000') }, 'prompt-caching')[0];
    const usage = { input_tokens: parseQuantity('1000000'), cache_read_tokens: parseQuantity('1000000') };
    expect(
      caching && formatDecimal(realisedSaving(book, caching.action, [slice({ usage })], at).saving),
    ).toBe('1.25');

    const failing = find({ failedCost: parseUsd('5') }, 'failed-calls')[0];
    const healthy = [slice({ failedCost: ZERO_USD })];
    expect(failing && formatDecimal(realisedSaving(book, failing.action, healthy, at).saving)).toBe('10');
  });
});
