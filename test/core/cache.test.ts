import { describe, expect, it } from 'vitest';
import { Cache } from '../../core/cache.ts';

/** Counts loads; each waits until it is let go. */
function loader() {
  const waiting: ((value: string) => void)[] = [];
  return { waiting, load: () => new Promise<string>((resolve) => waiting.push(resolve)) };
}

describe('a cache', () => {
  it('gives what was kept, of the version and at the time that is asked for', () => {
    const cache = new Cache<string>(10);
    expect(cache.find('a')).toBeUndefined();
    cache.keep('a', 'one', { version: '1', until: 100 });
    expect(cache.find('a')).toBe('one');
    expect(cache.find('a', { version: '1', now: 99 })).toBe('one');
    expect(cache.find('a', { version: '2' })).toBeUndefined();
    expect(cache.find('a', { now: 100 })).toBeUndefined();
    cache.keep('a', 'two');
    expect(cache.find('a', { now: Number.MAX_SAFE_INTEGER })).toBe('two');
  });

  it('reads what is missing, another version or out of time, and keeps it', async () => {
    const cache = new Cache<string>(10);
    let loads = 0;
    const read = (version: string, now: number) =>
      cache.read('a', { version, now, until: now + 10 }, () => Promise.resolve(`load ${++loads}`));
    expect(await read('1', 0)).toBe('load 1');
    expect(await read('1', 9)).toBe('load 1');
    expect(await read('2', 9)).toBe('load 2');
    expect(await read('2', 19)).toBe('load 3');
  });

  it('reads once for all who miss the same version at once', async () => {
    const cache = new Cache<string>(10);
    const { waiting, load } = loader();
    const both = Promise.all([
      cache.read('a', { version: '1' }, load),
      cache.read('a', { version: '1' }, load),
    ]);
    const other = cache.read('a', { version: '2' }, load);
    expect(waiting).toHaveLength(2);
    waiting[0]?.('one');
    waiting[1]?.('two');
    expect([...(await both), await other]).toEqual(['one', 'one', 'two']);
  });

  it('keeps nothing of a load that failed, and loads again', async () => {
    const cache = new Cache<string>(10);
    await expect(cache.read('a', {}, () => Promise.reject(new Error('outage')))).rejects.toThrow('outage');
    expect(await cache.read('a', {}, () => Promise.resolve('one'))).toBe('one');
  });

  it('forgets what was kept longest ago when it is full', () => {
    const cache = new Cache<number>(2);
    cache.keep('a', 1);
    cache.keep('b', 2);
    cache.keep('a', 3);
    cache.keep('c', 4);
    expect([cache.find('a'), cache.find('b'), cache.find('c')]).toEqual([3, undefined, 4]);
  });
});
