import { expect, it } from 'vitest';
import { cutText } from '../../contracts/cut-text.ts';

it('cuts a text before a character that would be halved', () => {
  expect(cutText('ab😀', 4)).toBe('ab😀');
  expect(cutText('ab😀', 3)).toBe('ab');
  expect(cutText('ab😀c', 4)).toBe('ab😀');
  expect(cutText('abc', 0)).toBe('');
  // What was half before stays: whoever sent it is told so elsewhere.
  expect(cutText('a\uD800b', 2)).toBe('a\uD800');
});
