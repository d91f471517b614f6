import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWorker } from '../../../prove/client/client-processes.ts';
import { startFailingQueue } from '../../../prove/client/failing-queue.ts';
import { startLocalQueue } from '../../client/support/local-sqs.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'costkeeper-processes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The same sequence in every run: every fifth call fails, one way and the other by turns. */
function everyFifth(): () => number {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls % 5 !== 2) return 0.99;
    return calls % 10 === 2 ? 0.05 : 0.15;
  };
}

describe('processes that record while the queue fails', () => {
  it('lose nothing that was recorded before a SIGTERM, and repeat under the same ids', async () => {
    await using queue = await startLocalQueue();
    const failing = await startFailingQueue(queue.queueUrl, 0.2, everyFifth());
    const results = await Promise.all([
      runWorker(failing.queueUrl, folder, 'steady', 1500),
      runWorker(failing.queueUrl, folder, 'killed', 100_000, 700),
    ]);
    failing.close();
    const { events } = await queue.drain();
    const arrived = new Set(events.map(({ id }) => id));
    expect(results.flatMap(({ ids }) => ids).filter((id) => !arrived.has(id))).toEqual([]);
    expect(results.find(({ killed }) => killed)?.ids.length).toBeGreaterThanOrEqual(700);
    expect(failing.unanswered).toBeGreaterThan(0);
    expect(events.length).toBeGreaterThan(arrived.size);
    const times = new Map(events.map(({ id, occurredAt }) => [id, occurredAt]));
    expect(events.filter(({ id, occurredAt }) => times.get(id) !== occurredAt)).toEqual([]);
    expect(results.map(({ lost }) => lost)).toEqual([{}, {}]);
    expect(results.find(({ killed }) => !killed)?.peakPendingBytes).toBeLessThan(8 * 1024 * 1024);
  });
});
