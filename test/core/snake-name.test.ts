import { describe, expect, it } from 'vitest';
import { snakeName } from '../../core/snake-name.ts';

describe('snakeName', () => {
  it.each([
    ['inputTokens', 'input_tokens'],
    ['totalCostUSD', 'total_cost_usd'],
    ['Total-Cost', 'total_cost'],
    ['GB-Seconds', 'gb_seconds'],
  ])('reads %s as %s', (name, snake) => {
    expect(snakeName(name)).toBe(snake);
  });

  it('looks at the beginning of a long name only', () => {
    expect(snakeName('A'.repeat(100_000))).toHaveLength(80);
  });
});
