import { describe, expect, it } from 'vitest';
import type { Job } from '../../../core/jobs/job.ts';
import { picoUnits, ONE, picoUsd, type PicoUsd, parseUsd } from '../../../core/money/decimal.ts';
import { whatIfKind } from '../../../core/spend/what-if-job.ts';
import type { WhatIfInput } from '../../../contracts/what-if.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { flatPrices } from '../../../testing/factories.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { dayPages } from '../../support/day-pages.ts';
import { stepsToEnd } from '../../support/job.ts';
import { entryAt } from '../../support/memory-spend.ts';

const NOW = Date.parse('2026-11-22T03:00:00Z');
const INPUT = { from: '2026-11-20', to: '2026-11-21' } as WhatIfInput;
const one = (count: number) => ({ usage: { input_tokens: picoUnits(BigInt(count) * ONE) } });

/** An entry of so many tokens; by the flat prices each would cost 2. */
function entryOf(day: number, index: number, more: Partial<Entry> = {}): Entry {
  const id = `e${day}-${String(index).padStart(2, '0')}`;
  return entryAt(`2026-11-${day}T10:00:00Z`, {
    ...one(index + 1),
    cost: picoUsd(5n),
    userId: `u${index % 3}`,
    id,
    ...more,
  });
}

const ENTRIES = [20, 21].flatMap((day) => Array.from({ length: 5 }, (_, index) => entryOf(day, index)));

interface Given {
  readonly entries?: readonly Entry[];
  readonly perStep?: number;
  readonly input?: WhatIfInput;
}

/** A what-if over entries in memory, two a page. */
function whatIf({ entries = ENTRIES, perStep, input = INPUT }: Given = {}) {
  const store = memoryWork();
  let names = 0;
  const ports = {
    entries: dayPages(entries, 2),
    bookWith: () => Promise.resolve(flatPrices),
    workOf: () => ({ store, folder: 'job/', newName: () => `run-${names++}` }),
    newBatch: () => {
      throw new Error('it writes nothing');
    },
    clock: { now: () => NOW },
  };
  const kind = perStep === undefined ? whatIfKind(ports) : whatIfKind(ports, perStep);
  const step = (state?: unknown, deadline = Infinity) =>
    kind.step({ id: 'job', createdAt: NOW, input, state } as Job, deadline);
  const toEnd = async () => {
    const { steps, result } = await stepsToEnd(step);
    return { steps, result: result as Result };
  };
  return { step, toEnd, store };
}

interface Line {
  readonly actualUsd: string;
  readonly whatIfUsd: string;
  readonly differenceUsd: string;
  readonly userId?: string;
}
interface Result extends Line {
  readonly events: number;
  readonly unpricedEvents: number;
  readonly users: readonly Line[];
  readonly resources: readonly Line[];
  readonly groups: readonly Line[];
}

const pico = (text: string): PicoUsd => parseUsd(text);

describe('a what-if', () => {
  it('adds up what was and what would have been, by user, resource and group, the largest difference first', async () => {
    const { result, steps } = await whatIf().toEnd();
    expect(steps).toHaveLength(1);
    expect([pico(result.actualUsd), pico(result.whatIfUsd), pico(result.differenceUsd)]).toEqual([
      50n,
      60n,
      10n,
    ]);
    expect([result.events, result.unpricedEvents]).toEqual([10, 0]);
    const users = result.users.map((line) => [
      line.userId,
      pico(line.actualUsd),
      pico(line.whatIfUsd),
      pico(line.differenceUsd),
    ]);
    expect(users).toEqual([
      ['u1', 20n, 28n, 8n],
      ['u2', 10n, 12n, 2n],
      ['u0', 20n, 20n, 0n],
    ]);
    expect(result.resources).toMatchObject([{ resource: 'episode/ep-7', actualUsd: result.actualUsd }]);
    expect(result.groups).toMatchObject([{ group: 'podcast/pod-1', whatIfUsd: result.whatIfUsd }]);
  });

  it('puts a saving before a smaller rise, and equal ones by name', async () => {
    const entries = [
      entryOf(20, 0, { ...one(1), cost: picoUsd(9n), userId: 'saves' }),
      entryOf(20, 1, { ...one(4), cost: picoUsd(5n), userId: 'rises' }),
      entryOf(20, 2, { ...one(2), cost: picoUsd(1n), userId: 'also' }),
      entryOf(20, 3, {
        ...one(1),
        cost: picoUsd(2n),
        userId: undefined,
        resource: undefined,
        group: undefined,
      }),
    ];
    const { result } = await whatIf({ entries }).toEnd();
    expect(result.users.map(({ userId }) => userId)).toEqual(['saves', 'also', 'rises', 'system']);
    expect([result.resources.length, result.groups.length]).toEqual([1, 1]);
  });

  it('keeps the cost of what nothing prices, and counts it', async () => {
    const entries = [entryOf(20, 0, { model: 'mystery' }), entryOf(20, 1)];
    const { result } = await whatIf({ entries }).toEnd();
    expect([pico(result.whatIfUsd), result.unpricedEvents]).toEqual([5n + 4n, 1]);
  });

  it('asks about another model of the same provider, by either of its names', async () => {
    const entries = [
      entryOf(20, 0, { provider: 'google', model: 'a' }),
      entryOf(20, 1, { provider: 'openai', model: 'a' }),
    ];
    const input = {
      ...INPUT,
      substitutions: [{ from: { provider: 'google', model: 'a' }, to: { provider: 'x', model: 'mystery' } }],
    } as WhatIfInput;
    expect((await whatIf({ entries, input }).toEnd()).result.unpricedEvents).toBe(1);
    const factor = {
      ...INPUT,
      priceFactors: [{ provider: 'openai', model: 'a', factor: '1.5' }],
    } as WhatIfInput;
    expect(pico((await whatIf({ entries, input: factor }).toEnd()).result.whatIfUsd)).toBe(2n + 6n);
  });

  it('takes what was taken out, and another price of the same usage, for what they are', async () => {
    const correction = { correctionOf: 'e20-01', userId: 'u1' };
    const entries = [
      entryOf(20, 1),
      entryOf(20, 2, { ...correction, cost: picoUsd(3n), adjusts: { events: 0, unpriced: 0, usage: {} } }),
      entryOf(20, 3, {
        ...correction,
        ...one(2),
        cost: picoUsd(-8n),
        adjusts: { events: -1, unpriced: 0, usage: {} },
      }),
    ];
    const { result } = await whatIf({ entries }).toEnd();
    expect([pico(result.actualUsd), pico(result.whatIfUsd), result.events, result.unpricedEvents]).toEqual([
      0n,
      0n,
      0,
      0,
    ]);
  });

  it.each([[1], [2], [3], [4], [9], [10], [11]])(
    'comes to the same in steps of %i entries',
    async (perStep) => {
      const { toEnd, store } = whatIf({ perStep });
      const { result, steps } = await toEnd();
      expect(result).toEqual((await whatIf().toEnd()).result);
      expect(steps.length > 1).toBe(perStep <= 9);
      expect(store.texts.size > 0).toBe(perStep <= 9);
      expect(steps.at(-1)?.progress).toEqual({ done: 2, total: 2 });
    },
  );

  it('ends a step when its names are many, or its time is over', async () => {
    const { step } = whatIf();
    expect(await step(undefined, NOW)).toMatchObject({ done: false, progress: { done: 0, total: 2 } });
    expect(await step(undefined, NOW + 1)).toMatchObject({ done: true });
    // One entry has a user, a resource and a group: three names.
    const first = await whatIf({ perStep: 4 }).step();
    expect(first).toMatchObject({ done: false, progress: { done: 0 }, state: { events: 2 } });
  });

  it('names five hundred of each, whatever there are', async () => {
    const entries = Array.from({ length: 501 }, (_, index) =>
      entryOf(20, index, { ...one(index + 3), id: `e${1000 + index}`, userId: `u${index}` }),
    );
    const { result } = await whatIf({ entries }).toEnd();
    expect([result.users.length, result.users[0]?.userId, result.users.at(-1)?.userId]).toEqual([
      500,
      'u500',
      'u1',
    ]);
    const stepped = await whatIf({ entries, perStep: 200 }).toEnd();
    expect(stepped.result).toEqual(result);
  });
});
