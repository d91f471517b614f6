import { expect, it } from 'vitest';
import { askForPrices, type NextAsk } from '../../../core/price-packs/ask-for-prices.ts';

const MINUTE = 60_000;

/** Two functions that share the turn, at a time that the test sets. */
function twoFunctions(everyMinutes: number) {
  let turn: NextAsk | undefined;
  const time = { now: 0 };
  const asks = {
    read: () => Promise.resolve(turn),
    take: (next: NextAsk, seen: NextAsk | undefined) => {
      const isFree = turn?.at === seen?.at;
      if (isFree) turn = next;
      return Promise.resolve(isFree);
    },
  };
  const started: number[] = [];
  const jobs = {
    create: () => Promise.resolve(void started.push(time.now / MINUTE)),
    read: () => Promise.resolve(undefined),
    save: () => Promise.resolve(true),
  };
  const ports = {
    asks,
    everyMinutes,
    jobs,
    queue: { send: () => Promise.resolve() },
    clock: { now: () => time.now },
  };
  return { time, started, ask: [askForPrices(ports), askForPrices(ports)] as const };
}

it('asks at once, then ever more seldom, up to the rhythm of the feed', async () => {
  const { time, started, ask } = twoFunctions(10);
  for (let minute = 0; minute <= 40; minute += 1) {
    time.now = minute * MINUTE;
    await Promise.all([ask[0](), ask[1](), ask[0]()]);
  }
  expect(started).toEqual([0, 1, 3, 7, 15, 25, 35]);
});

it('asks at once again after a day of quiet', async () => {
  const { time, started, ask } = twoFunctions(10);
  for (const minute of [0, 1, 3, 24 * 60 + 10, 24 * 60 + 11]) {
    time.now = minute * MINUTE;
    await ask[0]();
  }
  expect(started).toEqual([0, 1, 3, 24 * 60 + 10, 24 * 60 + 11]);
});
