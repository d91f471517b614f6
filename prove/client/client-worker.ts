/**
 * One process that spends: it records events and writes down the id of each, after it was recorded. Its
 * arguments: the queue, a name, how many events, the file of ids. Its last line tells the client's counts.
 */
import { openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCostkeeper } from '../../client/index.ts';

const [queueUrl = '', name = '', events = '0', file = ''] = process.argv.slice(2);
const BURST = 50;
const log = openSync(file, 'a');
const costkeeper = createCostkeeper({
  queueUrl,
  batch: { maxEvents: 100, maxDelayMs: 200 },
  retry: { baseDelayMs: 20, maxDelayMs: 500 },
  flushTimeoutMs: 60_000,
});
let peakPendingBytes = 0;
let peakMemoryBytes = 0;

await costkeeper.withContext({ userId: name, resource: { type: 'proof', id: name } }, async () => {
  for (let number = 0; number < Number(events); number += 1) {
    const usage = { input_tokens: 1000, output_tokens: number % 7 };
    const id = costkeeper.record({
      id: `${name}-${number}`,
      provider: 'openai',
      model: 'gpt-4o-mini',
      usage,
    });
    writeSync(log, `${id}\n`);
    if (number % BURST === 0) {
      peakPendingBytes = Math.max(peakPendingBytes, costkeeper.stats().pendingBytes);
      peakMemoryBytes = Math.max(peakMemoryBytes, process.memoryUsage.rss());
      await sleep(10);
    }
  }
});
await costkeeper.close();
console.log(JSON.stringify({ ...costkeeper.stats(), peakPendingBytes, peakMemoryBytes }));
