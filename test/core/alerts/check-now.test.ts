import { describe, expect, it } from 'vitest';
import { checkNow } from '../../../core/alerts/check-now.ts';
import type { Held, HeldKey, SpendQuery } from '../../../core/budgets/budget-ports.ts';
import { ONE, picoUsd } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';
import { budgetOf } from '../../../testing/gate.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const BUDGET = budgetOf('each', {
  scope: { kind: 'user', id: '*' },
  period: 'monthly',
  limitUsd: '1',
  thresholds: [{ percent: 100, gate: 'deny' }],
});

function nothingHeld(key: HeldKey): Held {
  return { key, exists: false, held: picoUsd(0n), minutes: new Map(), swept: 0, generation: 0n };
}

/** A check of so many users, each over the limit; reading a budget's state takes so long. */
async function check(users: number, stateMs = 0) {
  let time = NOW;
  let underWay = 0;
  const seen = { most: 0, turned: [] as string[], told: [] as string[] };
  const write = async (list: string[], id: string) => {
    seen.most = Math.max(seen.most, ++underWay);
    await Promise.resolve();
    underWay--;
    list.push(id);
    return true;
  };
  const { found, turns, left } = await checkNow(
    Array.from({ length: users }, (_, index) => ({
      budget: BUDGET,
      value: { kind: 'user' as const, id: `user-${index}` },
    })),
    { limitOf: () => picoUsd(ONE) },
    {
      states: {
        timeZone: 'UTC',
        spend: {
          read: async (queries: readonly SpendQuery[]) => {
            time += stateMs * queries.length;
            return queries.map(() => [
              { day: aDay('2026-11-20'), cost: picoUsd(2n * ONE), events: 1, unpriced: 0 },
            ]);
          },
        },
        held: {
          read: async (keys) => ({ version: 1n, prices: '0', held: keys.map(nothingHeld) }),
        },
      },
      turn: { held: { turn: ({ value }) => write(seen.turned, value.id) } },
      tell: {
        store: { note: () => Promise.resolve() },
        outbox: { told: () => Promise.resolve(), untold: () => Promise.resolve([]) },
        events: { gateChanged: async ({ key }) => void (await write(seen.told, key.value.id)) },
        gateLog: { untold: ({ error }) => expect(error).toBeUndefined() },
      },
      clock: { now: () => time },
    },
  );
  return { ...seen, found: found.length, turns: turns.length, left };
}

describe('a check by hand', () => {
  it('looks at every value, turns gates and tells of them many at a time, each once', async () => {
    const { most, turned, told, ...counts } = await check(1200);
    expect(counts).toEqual({ found: 1200, turns: 1200, left: 0 });
    expect([new Set(turned).size, turned.length, new Set(told).size, told.length]).toEqual(
      Array.from({ length: 4 }, () => 1200),
    );
    expect(most).toBeGreaterThan(8);
    expect(most).toBeLessThanOrEqual(50);
  });

  it('ends after ten seconds and says how many it left', async () => {
    expect(await check(1200, 20)).toMatchObject({ found: 500, turns: 500, left: 700 });
  });

  it('ends before its answer is too long', async () => {
    expect(await check(5100)).toMatchObject({ found: 5000, left: 100 });
  });
});
