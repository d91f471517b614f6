import { describe, expect, it } from 'vitest';
import { connectionAt, HANGS_MS, watched } from '../../../dashboard/src/api/connection.ts';

describe('the way to the API', () => {
  it('hangs while a request waits for long, and is fine once it is answered', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const request = watched(
      () => promise,
      () => 1000,
    );
    expect(connectionAt(1000 + HANGS_MS - 1, true)).toBe('fine');
    expect(connectionAt(1000 + HANGS_MS, true)).toBe('hanging');
    expect(connectionAt(1000, false)).toBe('offline');
    resolve('an answer');
    expect(await request).toBe('an answer');
    expect(connectionAt(9_000_000, true)).toBe('fine');
  });

  it('fails from a request without an answer to the next that has one, whatever the answer says', async () => {
    const down = watched(
      () => Promise.reject(new TypeError('fetch failed')),
      () => 0,
    );
    await expect(down).rejects.toThrow('fetch failed');
    expect(connectionAt(0, true)).toBe('failing');
    const refused = watched(
      () => Promise.reject(new Error('403')),
      () => 0,
    );
    await expect(refused).rejects.toThrow('403');
    expect(connectionAt(0, true)).toBe('fine');
  });

  it('hangs while a part of the page does, and does not fail by one that is missing', async () => {
    const { promise, reject } = Promise.withResolvers<void>();
    const part = watched(
      () => promise,
      () => 1000,
      true,
    );
    expect(connectionAt(1000 + HANGS_MS, true)).toBe('hanging');
    reject(new TypeError('Failed to fetch dynamically imported module'));
    await expect(part).rejects.toThrow('dynamically');
    expect(connectionAt(1000 + HANGS_MS, true)).toBe('fine');
  });
});
