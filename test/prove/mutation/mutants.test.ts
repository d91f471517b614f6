import { describe, expect, it } from 'vitest';
import { findMutants } from '../../../prove/mutation/find-mutants.ts';
import { instrument } from '../../../prove/mutation/instrument.ts';
import { MutantSwitch } from '../../../prove/mutation/mutant-switch.ts';
import { describeMutant, mutationScore } from '../../../prove/mutation/score.ts';
import { tryMutants } from '../../../prove/mutation/try-mutants.ts';

const SOURCE = `
const rows = [3, 1, 2];
function pick(limit, list = rows) {
  let sum = 0;
  for (const row of list.filter((one) => one < limit && one !== 2)) sum += row;
  if (sum >= 1) sum++;
  else sum = -1;
  return list?.length ? { sum, isEmpty: false } : { sum: limit * 2 + 1, isEmpty: true };
}
`;
const FILE = 'made-up.js';
const MUTANTS = findMutants(FILE, SOURCE);

/** The source with its mutants, on a switch of its own. */
function loaded() {
  const mutants = new MutantSwitch();
  // oxlint-disable-next-line typescript/no-implied-eval -- what is under test is source text
  const make = new Function('globalThis', `${instrument(SOURCE, MUTANTS)}\nreturn pick;`) as (
    scope: object,
  ) => (limit: number, list?: number[]) => object;
  return { mutants, pick: make({ mutantSwitch: mutants }) };
}

const shown = (ids: readonly string[]) => MUTANTS.filter(({ id }) => ids.includes(id)).map(describeMutant);

const changes = MUTANTS.map(({ was, becomes, isStatement }) => `${was} -> ${isStatement ? '' : becomes}`);

describe('mutants', () => {
  it('are comparisons, calculations, conditions, truths and statements, one change each', () => {
    expect(changes).toEqual(
      expect.arrayContaining([
        'one < limit && one !== 2 -> (one < limit) || (one !== 2)',
        'one < limit -> (one) <= (limit)',
        'one < limit -> (one) >= (limit)',
        'one !== 2 -> (one) === (2)',
        'list.filter((one) => one < limit && one !== 2) -> list',
        'sum += row -> sum -= row',
        'sum += row; -> ',
        'sum >= 1 -> false',
        'sum >= 1 -> (sum) > (1)',
        'sum++ -> sum--',
        '-1 -> 1',
        'list?.length -> true',
        'limit * 2 + 1 -> (limit * 2) - (1)',
        'limit * 2 -> (limit) / (2)',
        'false -> true',
      ]),
    );
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
    expect(findMutants('types.ts', 'export type Yes = true; interface A { b: false }')).toEqual([]);
    expect(
      describeMutant(MUTANTS.find(({ becomes }) => becomes === 'sum--') as (typeof MUTANTS)[number]),
    ).toBe('made-up.js:6  sum++  ->  sum--');
  });

  it('leave the source as it is while none is on, and change one thing when one is', () => {
    const { mutants, pick } = loaded();
    expect([pick(4), pick(0), pick(3, [])]).toEqual([
      { sum: 5, isEmpty: false },
      { sum: -1, isEmpty: false },
      { sum: 7, isEmpty: true },
    ]);
    const differing = MUTANTS.filter(({ id }) => {
      mutants.turn(id);
      const answers = [pick(4), pick(0), pick(3, []), pick(3), pick(1), pick(2)];
      mutants.turn(undefined);
      const unchanged = [pick(4), pick(0), pick(3, []), pick(3), pick(1), pick(2)];
      return JSON.stringify(answers) !== JSON.stringify(unchanged);
    });
    expect(MUTANTS.filter((one) => !differing.includes(one)).map(describeMutant)).toEqual([]);
  });
});

describe('a test under mutants', () => {
  it('kills those that it notices, and only while it passes without one', async () => {
    const { mutants, pick } = loaded();
    const options = { mutants, isWanted: () => true, mostMs: 10_000, now: () => 0 };
    const tried = await tryMutants({
      ...options,
      test: async () => expect(pick(4)).toEqual({ sum: 5, isEmpty: false }),
    });
    expect(tried).toMatchObject({ untried: [], isRepeatable: true });
    expect(shown(tried.killed)).toContain('made-up.js:6  sum++  ->  sum--');
    expect(shown(tried.survived)).toContain('made-up.js:6  sum >= 1  ->  (sum) > (1)');
    // Never asked for with these numbers.
    expect(shown([...tried.killed, ...tried.survived])).not.toContain(
      'made-up.js:7  sum = -1;  ->  (left out)',
    );

    let runs = 0;
    const once = async () => {
      pick(4);
      if (runs++ > 0) throw new Error('this test passes once');
    };
    const unsteady = await tryMutants({ ...options, test: once });
    expect(unsteady).toMatchObject({ killed: [], survived: [], isRepeatable: false });

    const endless = await tryMutants({
      ...options,
      test: async () => {
        for (let row = 0; pick(row) && row < 1 && !(pick(row) as { isEmpty: boolean }).isEmpty;) row++;
      },
    });
    expect(endless.isRepeatable).toBe(true);
  });

  it('counts as alive what no test reaches or tries', () => {
    const [a, b, c, d, e] = MUTANTS.slice(0, 5).map(({ id }) => id);
    const score = mutationScore(MUTANTS.slice(0, 5), [
      { test: 'x', loaded: [a ?? ''] },
      { test: 'x', killed: [b ?? ''], survived: [c ?? ''], untried: [d ?? ''] },
      { test: 'y', killed: [c ?? ''], survived: [d ?? ''] },
    ]);
    expect(score).toMatchObject({ killed: 2, loaded: 1, percent: 50 });
    expect(score.survivors).toEqual([]);
    expect(score.untried.map(({ id }) => id)).toEqual([d]);
    expect(score.uncovered.map(({ id }) => id)).toEqual([e]);
    // What a run had no time for, the next one of the same test has tried.
    const later = mutationScore(MUTANTS.slice(0, 5), [
      { test: 'x', killed: [b ?? ''], untried: [c ?? '', d ?? ''] },
      { test: 'x', killed: [c ?? ''], survived: [d ?? ''], untried: [] },
    ]);
    expect(later).toMatchObject({ killed: 2, untried: [] });
    expect(later.survivors.map(({ id }) => id)).toEqual([d]);
  });
});
