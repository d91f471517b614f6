import { describe, expect, it } from 'vitest';
import { fittingId } from '../../../client/core/event-id.ts';

describe('an id', () => {
  it('stays as it is where the ledger takes it', () => {
    expect(fittingId('x'.repeat(128))).toBe('x'.repeat(128));
  });

  it('that is too long is hashed, so that two that begin alike stay two', () => {
    const [first, second] = ['a', 'b'].map((end) => fittingId('x'.repeat(200) + end));
    expect(first).toMatch(/^sha256-[0-9a-f]{64}$/);
    expect(first).not.toBe(second);
    expect(fittingId(`${'x'.repeat(200)}a`)).toBe(first);
  });
});
