import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../client/core/api-request.ts';
import { LiveRead, type Visibility } from '../../../client/reading/live-read.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A page that a test hides and shows. */
function startPage(): Visibility & { show: (state: string) => void } {
  const listeners = new Set<() => void>();
  const page = {
    visibilityState: 'visible',
    addEventListener: (_type: string, listener: () => void) => void listeners.add(listener),
    removeEventListener: (_type: string, listener: () => void) => void listeners.delete(listener),
    show: (state: string) => {
      page.visibilityState = state;
      for (const listener of listeners) listener();
    },
  };
  return page;
}

describe('a live read', () => {
  it('reads while somebody listens, one read at a time, and keeps its answer', async () => {
    let reads = 0;
    const answers: (() => void)[] = [];
    const live = new LiveRead(
      () => new Promise<number>((resolve) => answers.push(() => resolve((reads += 1)))),
      { everyMs: 1000 },
    );
    expect(live.snapshot()).toEqual({ data: undefined, error: undefined, isReading: false });
    const changed = vi.fn<() => void>();
    const stop = live.subscribe(changed);
    expect(live.snapshot()).toMatchObject({ isReading: true });
    live.refresh();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(answers).toHaveLength(1);
    answers[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(live.snapshot()).toEqual({ data: 1, error: undefined, isReading: false });
    expect(changed).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(answers).toHaveLength(2);
    stop();
    answers[1]?.();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(answers).toHaveLength(2);
    expect(live.snapshot()).toMatchObject({ data: 2 });
  });

  it('reads once where it is asked to', async () => {
    const read = vi.fn<() => Promise<string>>(() => Promise.resolve('x'));
    const live = new LiveRead(read, { everyMs: 0 });
    live.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(read).toHaveBeenCalledTimes(1);
    live.refresh();
    await vi.advanceTimersByTimeAsync(0);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('keeps what it has when it is asked to read at another pace, and reads again at once', async () => {
    let reads = 0;
    const live = new LiveRead(() => Promise.resolve((reads += 1)), { everyMs: 1000 });
    live.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
    live.readEvery(1000);
    expect(live.snapshot()).toEqual({ data: 1, error: undefined, isReading: false });
    live.readEvery(0);
    expect(live.snapshot()).toMatchObject({ data: 1, isReading: true });
    // What is under way began before it was asked: its answer may be too old.
    live.readEvery(2000);
    live.readEvery(0);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(live.snapshot()).toMatchObject({ data: 3, isReading: false });
  });

  it('keeps what it has through failures, waits longer after each, and as long as it is told to', async () => {
    const outcomes: (number | Error)[] = [1, new Error('gone'), new Error('gone'), 2];
    const read = vi.fn<() => Promise<number>>(() => {
      const next = outcomes.shift();
      return typeof next === 'number' ? Promise.resolve(next) : Promise.reject(next ?? new Error('end'));
    });
    const live = new LiveRead(read, { everyMs: 2000 });
    live.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(2000);
    expect(live.snapshot()).toMatchObject({ data: 1, error: { message: 'gone' } });
    await vi.advanceTimersByTimeAsync(4000);
    expect(read).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(4000);
    expect(read).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(4000);
    expect(live.snapshot()).toEqual({ data: 2, error: undefined, isReading: false });
    outcomes.push(new ApiError(429, 'slowly', {}, 30_000));
    await vi.advanceTimersByTimeAsync(2000);
    expect(read).toHaveBeenCalledTimes(5);
    await vi.advanceTimersByTimeAsync(29_999);
    expect(read).toHaveBeenCalledTimes(5);
    await vi.advanceTimersByTimeAsync(1);
    expect(read).toHaveBeenCalledTimes(6);
  });

  it('asks nothing while the page is hidden, and at once when it is seen again', async () => {
    const page = startPage();
    const read = vi.fn<() => Promise<string>>(() => Promise.resolve('x'));
    const live = new LiveRead(read, { everyMs: 1000, page });
    const stop = live.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
    page.show('hidden');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read).toHaveBeenCalledTimes(1);
    page.show('visible');
    await vi.advanceTimersByTimeAsync(0);
    expect(read).toHaveBeenCalledTimes(2);
    stop();
    page.show('visible');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read).toHaveBeenCalledTimes(2);
  });
});
