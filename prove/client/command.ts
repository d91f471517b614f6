import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCostkeeperReader, type LedgerStatus } from '../../client/reader.ts';
import { HELP, readOptions, type Options } from './client-options.ts';
import { runWorker, type WorkerResult } from './client-processes.ts';
import { startFailingQueue, type FailingQueue } from './failing-queue.ts';
import { readEntryIds, type LedgerTable } from './read-entry-ids.ts';
import { seededRandom } from '../../testing/random.ts';

/** Of what the queue refuses: the same in every run. */
const SEED = 42;

interface System extends LedgerTable {
  api: string;
  queueUrl: string;
  tokens: { reader: string; admin: string };
}

async function startSystem(folder: string): Promise<{ system: System; stop: () => Promise<void> }> {
  const file = join(folder, 'endpoints.json');
  const main = join(import.meta.dirname, '../../local/main.ts');
  const child = spawn(process.execPath, [main, '--empty', '--port', '0', '--endpoints', file], {
    stdio: 'ignore',
  });
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`the local system ended with ${child.exitCode}`);
    await sleep(50);
  }
  return {
    system: JSON.parse(readFileSync(file, 'utf8')) as System,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Waits until the ledger is idle: everything recorded is in the totals and nothing new comes. */
async function awaitIdle(
  system: System,
  atLeast: number,
  say: (text: string) => void,
): Promise<LedgerStatus> {
  const reader = createCostkeeperReader({
    apiUrl: system.api,
    token: system.tokens.admin,
    timeoutMs: 30_000,
  });
  let last: LedgerStatus | undefined;
  let quiet = 0;
  while (quiet < 5) {
    await sleep(1000);
    const status = await reader.status();
    const settled = status.recorded === status.aggregated && status.recorded >= atLeast;
    quiet = settled && status.recorded === last?.recorded ? quiet + 1 : 0;
    if (status.recorded !== last?.recorded)
      say(`  ${status.aggregated} of at least ${atLeast} in the totals`);
    last = status;
  }
  return last as LedgerStatus;
}

function runAll(
  { events, processes, kill }: Options,
  queue: FailingQueue,
  folder: string,
): Promise<WorkerResult[]> {
  const each = Math.floor(events / processes);
  return Promise.all(
    Array.from({ length: processes }, (_, number) => {
      const killAt = number < kill ? Math.floor(each / 2) : undefined;
      return runWorker(queue.queueUrl, folder, `process-${number}`, each, killAt);
    }),
  );
}

function peak(results: WorkerResult[], name: 'peakPendingBytes' | 'peakMemoryBytes'): number {
  return Math.max(...results.map((result) => result[name] ?? 0));
}

async function prove(
  options: Options,
  folder: string,
  say: (text: string) => void,
): Promise<Record<string, unknown>> {
  say('Starting a local system …');
  const { system, stop } = await startSystem(folder);
  const started = new Date();
  const queue = await startFailingQueue(system.queueUrl, options.fail, seededRandom(SEED).uniform);
  try {
    say(
      `${options.processes} processes record ${options.events} events, ${options.kill} of them get a SIGTERM …`,
    );
    const results = await runAll(options, queue, folder);
    const expected = results.flatMap(({ ids }) => ids);
    say(
      `${expected.length} were recorded for certain; ${queue.calls} calls, ${queue.refused} refused, ${queue.unanswered} unanswered`,
    );
    const status = await awaitIdle(system, expected.length, say);
    const days = [...new Set([started, new Date()].map((at) => at.toISOString().slice(0, 10)))];
    const entries = await readEntryIds(system, days);
    const present = new Set(entries);
    const known = new Set(results.flatMap(({ recorded }) => recorded));
    return {
      expected: expected.length,
      missing: expected.filter((id) => !present.has(id)).length,
      entries: entries.length,
      twice: entries.length - present.size,
      unknown: entries.filter((id) => !known.has(id)).length,
      aggregated: status.aggregated,
      calls: queue.calls,
      refused: queue.refused,
      unanswered: queue.unanswered,
      conflicts: status.conflicts,
      rejected: status.rejected,
      lost: results.filter(({ lost }) => Object.keys(lost).length > 0).length,
      peakPendingBytes: peak(results, 'peakPendingBytes'),
      peakMemoryBytes: peak(results, 'peakMemoryBytes'),
    };
  } finally {
    queue.close();
    await stop();
  }
}

/** Runs the proof; 0 if it holds. */
export async function command(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) {
    console.log(HELP);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'costkeeper-prove-'));
  try {
    const say = (text: string): void => {
      if (!options.json) console.log(text);
    };
    const found = await prove(options, folder, say);
    const { missing, twice, unknown, entries, aggregated, conflicts, rejected, lost } = found;
    const faults = [missing, twice, unknown, conflicts, rejected, lost].filter((count) => count !== 0);
    const holds =
      faults.length === 0 && entries === aggregated && Number(found['peakPendingBytes']) <= 8 * 1024 ** 2;
    console.log(options.json ? JSON.stringify({ holds, ...found }) : found);
    say(holds ? 'Holds: nothing is missing, nothing is there twice.' : 'DOES NOT HOLD.');
    return holds ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
