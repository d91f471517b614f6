import { describe, expect, it } from 'vitest';
import { within } from '../../testing/within.ts';

/** Acts that take so long, one after the other, the last of them for ever; a plain request always takes the same. */
async function judge(limit: number, takes: readonly number[], plainMs: number) {
  let clock = 0;
  let tries = 0;
  const { took, isWithin } = await within(
    limit,
    async () => void (clock += takes[tries++] ?? takes.at(-1) ?? 0),
    async () => void (clock += plainMs),
    () => clock,
  );
  return { took, isWithin, tries };
}

describe('a limit of time', () => {
  it('is met by what is quick, and by what is quick once it is done again', async () => {
    expect(await judge(1000, [900], 5)).toEqual({ took: 900, isWithin: true, tries: 1 });
    expect(await judge(1000, [4000, 1200, 700], 5)).toEqual({ took: 700, isWithin: true, tries: 3 });
  });

  it('is passed by what stays slow where a plain request is quick', async () => {
    expect(await judge(1000, [1100], 10)).toEqual({ took: 1100, isWithin: false, tries: 3 });
  });

  it('is longer where a plain request takes long too, but not for ever', async () => {
    expect(await judge(1000, [5000], 100)).toEqual({ took: 5000, isWithin: true, tries: 1 });
    expect(await judge(1000, [25_000], 100)).toEqual({ took: 25_000, isWithin: false, tries: 3 });
    expect(await judge(1000, [25_000], 9000)).toEqual({ took: 25_000, isWithin: false, tries: 3 });
  });
});
