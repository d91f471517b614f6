import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowsFor } from '../../lib/batch-windows.ts';

describe('freshness', () => {
  it('of 0 waits nowhere and takes the largest batch that needs no window', () => {
    expect(windowsFor(0)).toEqual({ queueBatchSize: 10, queueWindowSeconds: 0, streamWindowSeconds: 0 });
  });

  it.each([
    [2, 1, 1],
    [3, 1, 2],
    [10, 5, 5],
    [60, 5, 55],
  ])('of %i s gives the queue %i s and the stream %i s', (seconds, queue, stream) => {
    expect(windowsFor(seconds)).toEqual({
      queueBatchSize: 100,
      queueWindowSeconds: queue,
      streamWindowSeconds: stream,
    });
  });

  it('is the sum of both windows, each within what Lambda takes', () => {
    assert(
      property(integer({ min: 2, max: 300 }), (seconds) => {
        const { queueWindowSeconds, streamWindowSeconds } = windowsFor(seconds);
        expect(queueWindowSeconds + streamWindowSeconds).toBe(seconds);
        // Above ten messages SQS needs a window of at least a second.
        expect(queueWindowSeconds).toBeGreaterThanOrEqual(1);
        expect(streamWindowSeconds).toBeLessThanOrEqual(300);
      }),
    );
  });
});
