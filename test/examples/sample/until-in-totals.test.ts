import { describe, expect, it } from 'vitest';
import { STILL_MS, untilInTotals } from '../../../examples/sample/until-in-totals.ts';

/** A system that answers each look by the next of these, and whose clock goes on by the waits alone. */
function start(looks: (time: number) => number) {
  let time = 0;
  const watch = {
    count: () => Promise.resolve().then(() => looks(time)),
    now: () => time,
    wait: (ms: number) => {
      time += ms;
      return Promise.resolve();
    },
  };
  return { watch, time: () => time };
}

describe('untilInTotals', () => {
  it('waits for as long as anything moves, on however slow a machine', async () => {
    // One event in 50 s: 100 events take more than an hour.
    const { watch, time } = start((now) => Math.floor(now / 50_000));
    const seen: number[] = [];
    await untilInTotals(100, (count) => void seen.push(count), watch);
    expect(time()).toBe(5_000_000);
    expect(seen.at(-1)).toBe(100);
  });

  it('says in a sentence where it stands when nothing has moved for a minute', async () => {
    const { watch, time } = start((now) => Math.min(42, now / 1000));
    const end = untilInTotals(100, () => undefined, watch);
    await expect(end).rejects.toThrow(
      /^42 of 100 events are in the totals, and nothing has moved for a minute\. /,
    );
    expect(time()).toBe(42_000 + STILL_MS);
  });

  it('takes a look that failed for one that told nothing', async () => {
    const { watch } = start((now) => {
      if (now < 30_000) throw new Error('GET /status answered 503');
      return 100;
    });
    await expect(untilInTotals(100, () => undefined, watch)).resolves.toBeUndefined();
    const dead = start(() => {
      throw new Error('GET /status answered 503');
    });
    const end = untilInTotals(100, () => undefined, dead.watch);
    await expect(end).rejects.toThrow('the last look failed: GET /status answered 503');
  });
});
