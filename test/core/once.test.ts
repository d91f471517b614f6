import { describe, expect, it } from 'vitest';
import { once } from '../../core/once.ts';

describe('what is done once', () => {
  it('begins at the first call, and all calls have its value', async () => {
    let made = 0;
    const value = once(() => Promise.resolve((made += 1)));
    expect(made).toBe(0);
    expect(await Promise.all([value(), value()])).toEqual([1, 1]);
    expect(await value()).toBe(1);
  });

  it('is done again after it failed', async () => {
    let tries = 0;
    const value = once(async () => {
      tries += 1;
      if (tries === 1) throw new Error('not yet');
      return tries;
    });
    await expect(value()).rejects.toThrow('not yet');
    expect(await value()).toBe(2);
  });
});
