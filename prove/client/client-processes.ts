import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What one process left behind. */
export interface WorkerResult {
  name: string;
  killed: boolean;
  /** Ids that must be in the ledger: all, or for a process that was killed those recorded before the signal. */
  ids: string[];
  /** Every id that was recorded, also after the signal. */
  recorded: string[];
  peakPendingBytes: number | undefined;
  peakMemoryBytes: number | undefined;
  lost: object;
}

interface WorkerCounts {
  peakPendingBytes?: number;
  peakMemoryBytes?: number;
  lost?: object;
}

function readIds(file: string): string[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean);
}

function parseCounts(printed: string): WorkerCounts {
  const line = printed.trim().split('\n').at(-1) ?? '';
  return line.startsWith('{') ? (JSON.parse(line) as WorkerCounts) : {};
}

/** Runs one process; with `killAt`, SIGTERM as soon as it has recorded that many events. */
export async function runWorker(
  queueUrl: string,
  folder: string,
  name: string,
  events: number,
  killAt?: number,
): Promise<WorkerResult> {
  const file = join(folder, `${name}.ids`);
  const program = join(import.meta.dirname, 'client-worker.ts');
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [program, queueUrl, name, String(events), file], { stdio });
  const ended = once(child, 'exit');
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  let before: string[] | undefined;
  if (killAt !== undefined) {
    while (readIds(file).length < killAt && child.exitCode === null) await sleep(5);
    before = readIds(file);
    child.kill('SIGTERM');
  }
  const [code, signal] = (await ended) as [number | null, string | null];
  if (killAt === undefined ? code !== 0 : signal !== 'SIGTERM') {
    throw new Error(`process ${name} ended with ${signal ?? code}`);
  }
  const recorded = readIds(file);
  const counts = parseCounts(printed);
  return {
    name,
    killed: killAt !== undefined,
    ids: before ?? recorded,
    recorded,
    peakPendingBytes: counts.peakPendingBytes,
    peakMemoryBytes: counts.peakMemoryBytes,
    lost: counts.lost ?? {},
  };
}
