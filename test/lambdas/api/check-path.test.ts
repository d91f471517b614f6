import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../core/errors.ts';
import { checkPath } from '../../../lambdas/api/check-path.ts';

describe('checkPath', () => {
  it('takes the longest ids there are', () => {
    expect(() => checkPath({ id: '😀'.repeat(256) })).not.toThrow();
    expect(() => checkPath({ type: 'a'.repeat(256), id: 'b'.repeat(256) })).not.toThrow();
  });

  it.each([1025, 2049, 5000])('names the variable that has %d bytes', (length) => {
    const check = () => checkPath({ type: 'episode', id: 'a'.repeat(length) });
    expect(check).toThrow(InvalidInputError);
    expect(check).toThrow(/^id must be shorter/);
  });
});
