import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../../core/usage/exact-json.ts';
import { amountOf } from '../../../core/usage/sent-values.ts';

/** A number of a message. */
function sent(text: string) {
  return (parseExactJson(`{"a":${text}}`) as { a: Parameters<typeof amountOf>[0] }).a;
}

describe('an amount as it was sent', () => {
  it.each([
    ['2', 2_000_000_000_000n],
    ['1.5', 1_500_000_000_000n],
    ['0.000000000001', 1n],
    ['12.000000000001', 12_000_000_000_001n],
    ['1e-3', 1_000_000_000n],
  ])('%s is that to the last digit', (text, pico) => {
    expect(amountOf(sent(text))).toBe(pico);
  });

  it.each([
    ['0.1234567890125', 123_456_789_012n],
    ['0.1234567890135', 123_456_789_014n],
    ['0.12345678901251', 123_456_789_013n],
    ['0.00000000000049', 0n],
  ])('%s is rounded half to even', (text, pico) => {
    expect(amountOf(sent(text))).toBe(pico);
  });

  it('may be a text', () => {
    expect(amountOf('0.25')).toBe(250_000_000_000n);
  });
});
