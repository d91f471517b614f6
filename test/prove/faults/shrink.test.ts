import { describe, expect, it } from 'vitest';
import { Choices } from '../../../prove/faults/random.ts';
import { shrink } from '../../../prove/faults/shrink.ts';

/** A made-up history: rolls dice until a 0 ends it, and is wrong when it brought a 6 and later a 3. */
function playDice(from: number | readonly number[]) {
  const choices = new Choices(from);
  const rolled: number[] = [];
  for (;;) {
    const number = choices.below(7);
    if (number === 0) break;
    rolled.push(number);
  }
  const six = rolled.indexOf(6);
  return { rolled, taken: choices.taken, isWrong: six >= 0 && rolled.indexOf(3, six) >= 0 };
}

describe('shrinking', () => {
  it('finds the smallest choices that still fail', async () => {
    const failing = Array.from({ length: 400 }, (_, seed) => playDice(seed)).filter(({ isWrong }) => isWrong);
    expect(failing.length).toBeGreaterThan(10);
    for (const { rolled, taken } of failing.slice(0, 10)) {
      const { result, tries } = await shrink(
        { result: rolled, taken, length: rolled.length },
        async (choices) => {
          const played = playDice(choices);
          return played.isWrong
            ? { result: played.rolled, taken: played.taken, length: played.rolled.length }
            : undefined;
        },
        1000,
      );
      expect(result).toEqual([6, 3]);
      expect(tries).toBeLessThan(1000);
    }
  });

  it('tries no more than it may, and gives the first back when nothing simpler fails', async () => {
    const first = { result: 'first', taken: [4, 4, 4, 4], length: 9 };
    const tried: string[] = [];
    const shrunk = await shrink(first, async (choices) => void tried.push(choices.join(',')), 3);
    expect(shrunk).toEqual({ ...first, tries: 3 });
    expect(new Set(tried).size).toBe(3);
  });
});

function chooseSome(choices: Choices) {
  return [
    choices.between(3, 9),
    choices.chance(0.5),
    choices.shuffled(['a', 'b', 'c', 'd']).join(''),
    choices.weighted([
      [0, 'never'],
      [1, 'first'],
      [5, 'second'],
    ]),
  ];
}

describe('choices', () => {
  it('are the same when what was taken is played again, and calm where it ends', () => {
    const seeded = new Choices(11);
    const first = chooseSome(seeded);
    expect(chooseSome(new Choices(seeded.taken))).toEqual(first);
    expect(chooseSome(new Choices([]))).toEqual([3, false, 'abcd', 'first']);
  });
});
