import { describe, expect, it } from 'vitest';
import { waitFor } from '../../testing/wait-for.ts';

describe('waiting for a condition', () => {
  it('answers the value that was wanted, however often it changed before', async () => {
    let count = 0;
    expect(
      await waitFor(
        'three',
        () => (count += 1),
        (value) => value === 3,
        1,
      ),
    ).toBe(3);
  });

  it('ends at once when the look itself fails', async () => {
    let looks = 0;
    const broken = waitFor(
      'an answer',
      () => Promise.reject(new Error(`503 at look ${(looks += 1)}`)),
      () => true,
    );
    await expect(broken).rejects.toThrow('503 at look 1');
    expect(looks).toBe(1);
  });

  it('gives up where nothing changes any more, and says what it saw', async () => {
    const stuck = waitFor(
      'the end',
      () => ({ done: 7 }),
      ({ done }) => done === 8,
      100,
    );
    await expect(stuck).rejects.toThrow('waited for the end; for 0.1 s it has been {"done":7}');
  });
});
