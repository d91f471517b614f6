import { describe, expect, it } from 'vitest';
import { decimalHelp } from '../../contracts/decimal.ts';
import { parseMessage } from '../../core/usage/parse-message.ts';
import { smallEvent } from '../../testing/factories.ts';

const said = (input: unknown): string => decimalHelp('must be a number')({ input });

describe('what is said of an input that is no decimal', () => {
  it.each([
    ['1,5', 'has a decimal comma: write "1.5", with a point'],
    ['1.234,50', 'has a decimal comma: write "1234.50", with a point'],
    ['1,000,000', 'has thousands separators: write "1000000", without them'],
    ['1,234.50', 'has thousands separators: write "1234.50", without them'],
    ['1.000.000', 'has thousands separators: write "1000000", without them'],
    ['1 000', 'has thousands separators: write "1000", without them'],
    ["1'000.5", 'has thousands separators: write "1000.5", without them'],
    ['1,000', 'has a comma, which is a decimal comma or a thousands separator: write "1.000" or "1000"'],
    ['$1.50', 'has a currency sign: write "1.50", without it'],
  ])('names the way out of %s', (input, out) => {
    expect(said(input)).toBe(`${out}; it must be a number`);
  });

  it.each(['abc', '', '1,2,3', '12,34,567', '1'.repeat(100), 5, null])('guesses nothing of %s', (input) => {
    expect(said(input)).toBe('must be a number');
  });

  it('is said once', () => {
    const [parsed] = parseMessage(JSON.stringify(smallEvent({ usage: { audio_seconds: '1,5' } })));
    expect(parsed?.kind === 'rejected' && parsed.errors.map(({ field }) => field)).toEqual([
      'usage.audio_seconds',
    ]);
  });
});
