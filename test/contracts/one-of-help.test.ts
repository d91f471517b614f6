import { expect, it } from 'vitest';
import { oneOfHelp } from '../../contracts/one-of-help.ts';

it('names all that a value may be', () => {
  expect(oneOfHelp(['email', 'slack', 'event'])).toBe('must be email, slack or event');
  expect(oneOfHelp(['a', 'b'])).toBe('must be a or b');
});
