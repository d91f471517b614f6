import { exportKind, type PartStore } from '../core/export/export-job.ts';
import type { ExportFormat } from '../contracts/report-vocabulary.ts';
import type { Job } from '../core/jobs/job.ts';
import type { HistoryReader } from '../core/spend/history-reader.ts';
import { addDays } from '../core/time/ledger-time.ts';
import { aDay } from '../testing/dates.ts';
import { startDynamo } from '../testing/dynamo.ts';
import { ledgerOn } from '../testing/ledger-on.ts';
import { generatedHistory } from '../testing/generated-history.ts';
import { measure } from './support/measure.ts';
import { ledgerOptions, type StoredLedger, withStoredLedger } from './support/stored-ledger.ts';

export const description =
  'export: rows a second and memory for 1,000,000 generated entries, then --entries N stored ones; --reuse DIR';

const GENERATED = 1_000_000;
const DAY = aDay('2026-11-20');
const MEGABYTE = 1_048_576;

/** Counts bytes and forgets them, and watches the memory. */
class CountingParts implements PartStore {
  bytes = 0;
  peakRss = 0;
  begin() {
    return Promise.resolve('upload');
  }
  putPart(_key: string, _upload: string, number: number, bytes: Uint8Array) {
    this.bytes += bytes.length;
    this.peakRss = Math.max(this.peakRss, process.memoryUsage.rss());
    return Promise.resolve({ number, tag: `tag-${number}` });
  }
  complete() {
    return Promise.resolve();
  }
  putText() {
    return Promise.resolve();
  }
  getText() {
    return Promise.resolve('');
  }
}

async function exportAll(
  history: HistoryReader,
  format: ExportFormat,
  entries: number,
  days = { from: DAY, to: DAY },
) {
  const parts = new CountingParts();
  const kind = exportKind({
    history,
    parts,
    clock: { now: () => 0 },
    timeZone: 'UTC',
    options: () => Promise.resolve({ account: { id: 'acme', name: 'Acme' } }),
    expected: () => Promise.resolve(entries),
  });
  const input = { format, ...days, filter: {} };
  let job: Job = {
    id: 'bench',
    kind: 'export',
    input,
    status: 'running',
    progress: { done: 0 },
    revision: 0,
    createdBy: 'bench',
    createdAt: 0,
    updatedAt: 0,
  };
  const started = performance.now();
  for (;;) {
    const step = await kind.step(job, 1);
    if (step.done) {
      if (step.progress.done !== entries)
        throw new Error(`${step.progress.done} of ${entries} entries were exported`);
      break;
    }
    // As the job store keeps it.
    job = { ...job, state: JSON.parse(JSON.stringify(step.state)) as unknown };
  }
  return { seconds: (performance.now() - started) / 1000, parts };
}

async function secondsToMake(count: number): Promise<number> {
  const started = performance.now();
  for await (const page of generatedHistory(count).entriesOfDay(DAY)) void page.length;
  return (performance.now() - started) / 1000;
}

async function formatting(format: ExportFormat, making: number) {
  const { seconds, parts } = await exportAll(generatedHistory(GENERATED), format, GENERATED);
  const rows = format === 'focus' ? GENERATED * 3 : GENERATED;
  const result = {
    rowsPerSecond: Math.round(rows / (seconds - making)),
    megabytes: Math.round(parts.bytes / MEGABYTE),
    peakRssMb: Math.round(parts.peakRss / MEGABYTE),
  };
  console.log(
    `${format.padEnd(6)} ${rows} rows of ${GENERATED} entries: ${result.rowsPerSecond} rows/s, ${result.megabytes} MB written, peak RSS ${result.peakRssMb} MB`,
  );
  return result;
}

async function fromTable({ file, table, plan }: StoredLedger) {
  const dynamo = await startDynamo(file);
  try {
    const { history } = ledgerOn(dynamo.client(), table);
    const days = { from: plan.first, to: addDays(plan.first, plan.days - 1) };
    const { result, ...used } = await measure(dynamo.pid, () =>
      exportAll(history, 'csv', plan.entries, days),
    );
    const entriesPerSecond = Math.round(plan.entries / used.seconds);
    console.log(
      `table  ${plan.entries} entries read, formatted and cut into parts: ${entriesPerSecond} entries/s ` +
        `(processor: here ${used.cpuSeconds} s, engine ${used.engineCpuSeconds} s), peak RSS ${used.peakRssMb} MB`,
    );
    const megabytes = Math.round(result.parts.bytes / MEGABYTE);
    return { entries: plan.entries, entriesPerSecond, megabytes, ...used };
  } finally {
    dynamo.stop();
  }
}

/**
 * Runs the export job over generated entries in each format, the time to make them taken off, then over a
 * stored ledger.
 */
export async function run(args: readonly string[] = []): Promise<object> {
  const making = await secondsToMake(GENERATED);
  return {
    bench: 'export',
    entries: GENERATED,
    csv: await formatting('csv', making),
    json: await formatting('json', making),
    focus: await formatting('focus', making),
    table: await withStoredLedger(ledgerOptions(args), fromTable),
  };
}
