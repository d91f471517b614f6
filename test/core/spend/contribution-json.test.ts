import { describe, expect, it } from 'vitest';
import { picoUnits, picoUsd } from '../../../core/money/decimal.ts';
import {
  type ContributionJson,
  contributionJson,
  contributionOfJson,
} from '../../../core/spend/contribution-json.ts';
import type { Contribution } from '../../../core/spend/contributions.ts';
import { aDay } from '../../../testing/dates.ts';

const total = { kind: 'day', day: aDay('2026-11-20'), lane: 0, of: { kind: 'user', id: 'a\t"b' } } as const;

describe('a contribution as JSON', () => {
  it('comes back to the last digit, with every part and with none', () => {
    const bare: Contribution = { total, cost: picoUsd(-1n), events: 0, unpriced: 0 };
    const whole: Contribution = {
      total,
      cost: picoUsd(12_345_678_901_234_567_890n),
      events: 3,
      unpriced: -1,
      unowned: { cost: picoUsd(7n), events: 1, unpriced: 0 },
      failures: { cost: picoUsd(5n), events: 1, unpriced: 0, asked: 3 },
      hours: new Map([['07', { cost: picoUsd(1n), events: 2 }]]),
      breakdown: new Map([['p|s|m', { provider: 'p', service: 's', model: 'm', cost: picoUsd(5n) }]]),
      usage: new Map([['input_tokens', picoUnits(1n)]]),
      outcomes: new Map([['rejected', 2]]),
      firstAt: 1,
    };
    for (const one of [bare, whole]) {
      expect(
        contributionOfJson(JSON.parse(JSON.stringify(contributionJson(one))) as ContributionJson),
      ).toEqual(one);
    }
  });
});
