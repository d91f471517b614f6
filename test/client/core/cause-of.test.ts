import { describe, expect, it } from 'vitest';
import { causeText, errorChain } from '../../../client/core/cause-of.ts';

describe('the text of a cause', () => {
  it('has what fetch hides, once', () => {
    const hidden = new TypeError('fetch failed', { cause: new Error('socket hang up') });
    expect(causeText(hidden)).toBe('fetch failed (socket hang up)');
    expect(causeText(new Error('no: socket hang up', { cause: hidden.cause }))).toBe('no: socket hang up');
    expect(causeText('odd')).toBe('odd');
  });

  it('ends where errors name each other', () => {
    const first = new Error('a');
    first.cause = new Error('b', { cause: first });
    expect(errorChain(first)).toHaveLength(6);
  });
});
