import { cpSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { addDays } from '../core/time/ledger-time.ts';
import type { Endpoints } from '../local/endpoints.ts';
import { temporaryFolder } from '../testing/dynamo.ts';
import { startLocalSystem } from '../testing/local-system.ts';
import { readApi } from '../testing/usage-flow.ts';
import type { EntryPlan } from './support/made-up-jobs.ts';
import { round } from './support/measure.ts';
import { ledgerOptions, type StoredLedger, withStoredLedger } from './support/stored-ledger.ts';

export const description =
  'CSV of --entries N (1,000,000) through the running local system: 202, job, signed address; --reuse DIR';

const PATIENCE_MS = 30 * 60_000;

interface ShownJob {
  readonly status: string;
  readonly progress: { readonly done: number; readonly total?: number };
  readonly resultUrl: string | null;
  readonly error?: unknown;
}

/** Memory that a process takes now, in MB. */
function residentMb(pid: number): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}

/** Waits for the job's end; answers where its result is and the most memory that the system took. */
async function finished(endpoints: Endpoints, jobId: string, pid: number) {
  let [peakRssMb, shown] = [0, -1];
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await sleep(500)) {
    peakRssMb = Math.max(peakRssMb, residentMb(pid));
    const { status, progress, resultUrl } = await readApi<ShownJob>(endpoints, `/jobs/${jobId}`);
    const tenths = Math.floor((10 * progress.done) / (progress.total ?? Infinity));
    if (tenths > shown) console.log(`${status}: ${progress.done} of ${progress.total ?? '?'} entries`);
    shown = Math.max(shown, tenths);
    if (status === 'failed') throw new Error('the job failed; its log is in the data folder');
    if (status === 'done' && resultUrl) return { resultUrl, peakRssMb };
  }
  throw new Error('the export did not end');
}

/** Lines and bytes of a file, which is not kept. */
async function download(url: string) {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`the address answered ${response.status}`);
  const sum = { bytes: 0, lines: 0 };
  for await (const chunk of response.body) {
    sum.bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) sum.lines++;
  }
  return sum;
}

async function exportAll(endpoints: Endpoints, { first, days, entries }: EntryPlan, pid: number) {
  const query = `format=csv&from=${first}&to=${addDays(first, days - 1)}`;
  const asked = performance.now();
  const { jobId } = await readApi<{ jobId?: string }>(endpoints, `/reports/export?${query}`);
  if (jobId === undefined) throw new Error('the export was no job: take more entries');
  const answeredSeconds = round((performance.now() - asked) / 1000);
  console.log(`202 after ${answeredSeconds} s, job ${jobId}`);
  const { resultUrl, peakRssMb } = await finished(endpoints, jobId, pid);
  const seconds = round((performance.now() - asked) / 1000);
  const { bytes, lines } = await download(resultUrl);
  if (lines !== entries + 1) throw new Error(`the file has ${lines} lines for ${entries} entries`);
  const megabytes = Math.round(bytes / 1_048_576);
  console.log(
    `${entries} rows, ${megabytes} MB in ${seconds} s; the whole system took at most ${peakRssMb} MB`,
  );
  return { answeredSeconds, seconds, megabytes, peakRssMb };
}

/** Works on a copy: the ledger stays as it is. The bucket of the local system is in its memory. */
async function throughSystem({ folder, plan }: StoredLedger) {
  const copy = temporaryFolder('costkeeper-bench-');
  try {
    cpSync(folder, copy, { recursive: true });
    await using system = await startLocalSystem('--data', copy);
    return await exportAll(system.endpoints, plan, system.pid);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Exports a whole stored ledger as an agent or a person would. */
export async function run(args: readonly string[] = []): Promise<object> {
  const options = ledgerOptions(args);
  return {
    bench: 'export-job',
    entries: options.entries,
    ...(await withStoredLedger(options, throughSystem)),
  };
}
