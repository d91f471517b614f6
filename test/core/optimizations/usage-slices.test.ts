import { describe, expect, it } from 'vitest';
import { picoUsd } from '../../../core/money/decimal.ts';
import type { SampledEntry } from '../../../core/optimizations/usage-sample.ts';
import { slicesOf } from '../../../core/optimizations/usage-slices.ts';
import type { Entry } from '../../../core/usage/entry.ts';

/** As much of an entry as a slice looks at. */
function call(more: Partial<Entry> = {}, of = 1n, sampled = 1n): SampledEntry {
  const entry = {
    provider: 'openai',
    service: 'llm',
    model: 'gpt-4o',
    attributes: {},
    usage: { input_tokens: 10n },
    cost: 100n,
    operation: 'chat',
    ...more,
  } as Entry;
  return { entry, of, sampled };
}

function many(count: number, make: () => SampledEntry): SampledEntry[] {
  return Array.from({ length: count }, () => make());
}

describe('slicesOf', () => {
  it('sums whole days up exactly, one slice for each operation, model, region and attributes', () => {
    const slices = slicesOf([
      call(),
      call({ cost: picoUsd(50n) }),
      call({ attributes: { a: '1', b: '2' } }),
      call({ attributes: { b: '2', a: '1' } }),
      call({ operation: undefined }),
    ]);
    expect(slices.map(({ operation, calls, cost }) => [operation, calls, cost])).toEqual([
      ['chat', 2, 150n],
      ['chat', 2, 200n],
      [undefined, 1, 100n],
    ]);
    expect(slices[0]?.usage).toEqual({ input_tokens: 20n });
  });

  it('adds up parts of any name, also those that every object has', () => {
    const [slice] = slicesOf([call({ usage: { constructor: 2n, toString: 3n } as never }), call()]);
    expect(slice?.usage).toEqual({ constructor: 2n, toString: 3n, input_tokens: 10n });
  });

  it('lets a sampled call represent what it was sampled from', () => {
    const [slice] = slicesOf([call({}, 30n, 2n), call({ outcome: 'failure' }, 30n, 2n)]);
    expect(slice).toMatchObject({
      calls: 30,
      cost: 3000n,
      failedCalls: 15,
      failedCost: 1500n,
      usage: { input_tokens: 300n },
    });
  });

  it('counts a repeat only where no failure explains it', () => {
    const work = { resource: { type: 'episode', id: 'e1' } };
    const [paidTwice] = slicesOf([call({ ...work, attempt: 1 }), call({ ...work, attempt: 2 })]);
    expect(paidTwice).toMatchObject({ repeatedCalls: 1, repeatedCost: 100n });
    const [retried] = slicesOf([
      call({ ...work, attempt: 1 }),
      call({ ...work, attempt: 1, outcome: 'failure' }),
      call({ ...work, attempt: 2 }),
    ]);
    expect(retried).toMatchObject({ repeatedCalls: 0, failedCalls: 1 });
  });

  it('measures what calls cost above three medians, and says nothing where none do', () => {
    const dear = (model = 'gpt-4o') => call({ cost: picoUsd(1000n), model });
    const [spread] = slicesOf([...many(15, call), ...many(5, dear)]);
    expect(spread?.excessCost).toBe(3500n);
    const nothing = {
      'calls are alike': many(20, call),
      'calls are few': [...many(10, call), ...many(5, dear)],
      'one call alone is dear': [...many(40, call), dear()],
      'another model is dear': [...many(40, call), ...many(20, () => dear('gpt-4'))],
    };
    const measured = Object.entries(nothing).filter(([, calls]) =>
      slicesOf(calls).some(({ excessCost }) => excessCost !== undefined),
    );
    expect(measured.map(([why]) => why)).toEqual([]);
  });
});
