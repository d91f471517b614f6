import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { measureSlowness, slownessBy, slownessNote, slownessOf, startLimit } from '../../local/limits.ts';

describe('slowness', () => {
  it('is how much longer the known work took, and never less than 1 nor endless', () => {
    expect([5, 25, 75, 1_000_000].map(slownessOf)).toEqual([1, 1, 3, 20]);
    expect(measureSlowness()).toBeGreaterThanOrEqual(1);
  });

  it('is measured once for all who ask at the same time, and anew half a second later', () => {
    let time = 0;
    const works = [50, 100];
    const slowness = slownessBy(
      () => works.shift() ?? 0,
      () => time,
    );
    expect(slowness()).toBe(2);
    time = 499;
    expect(slowness()).toBe(2);
    time = 500;
    expect(slowness()).toBe(4);
  });

  it('is told where limits are longer for it', () => {
    expect(slownessNote(1.2)).toBeUndefined();
    expect(slownessNote(3)).toContain('3.0 times slower');
  });
});

describe('a limit', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('ends in time where the machine is as fast as Lambda', () => {
    const ended = vi.fn<() => void>();
    startLimit(1000, () => 1, ended);
    vi.advanceTimersByTime(999);
    expect(ended).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('is as much longer as the machine is slower when it would end', () => {
    const ended = vi.fn<() => void>();
    let slowness = 3;
    startLimit(1000, () => slowness, ended);
    vi.advanceTimersByTime(2999);
    expect(ended).not.toHaveBeenCalled();
    slowness = 4;
    vi.advanceTimersByTime(1000);
    expect(ended).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('does not end once it is cancelled', () => {
    const ended = vi.fn<() => void>();
    const cancel = startLimit(1000, () => 2, ended);
    vi.advanceTimersByTime(1500);
    cancel();
    vi.advanceTimersByTime(10_000);
    expect(ended).not.toHaveBeenCalled();
  });
});
