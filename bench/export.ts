import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { entryItem } from '../adapters/dynamo/entry-item.ts';
import type { DynamoDBDocumentClient } from '../adapters/dynamo/document-client.ts';
import { DynamoHistoryReader } from '../adapters/dynamo/history-reader.ts';
import { exportKind, type PartStore } from '../core/insight/export/export-job.ts';
import type { ExportFormat } from '../core/insight/report-rows.ts';
import type { Job } from '../core/jobs/job.ts';
import type { HistoryReader } from '../core/spend/history-reader.ts';
import { startDynamo } from '../test/support/dynamo.ts';
import { generatedEntry, generatedHistory } from '../test/support/generated-history.ts';

export const description =
  'export of 1,000,000 entries: rows a second and memory; 100,000 of them from the table';

const GENERATED = 1_000_000;
const STORED = 100_000;
const DAY = '2026-11-20';
const TABLE = 'export';
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
    return Promise.resolve(`tag-${number}`);
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

async function exportAll(history: HistoryReader, format: ExportFormat, entries: number) {
  const parts = new CountingParts();
  const kind = exportKind({
    history,
    parts,
    clock: { now: () => 0 },
    timeZone: 'UTC',
    options: () => ({ account: { id: 'acme', name: 'Acme' } }),
    expected: () => Promise.resolve(entries),
  });
  const input = { format, from: DAY, to: DAY, filter: {} };
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

async function store(client: DynamoDBDocumentClient): Promise<void> {
  for (let start = 0; start < STORED; start += 100) {
    const batches = [0, 25, 50, 75].map((offset) =>
      client.send(
        new BatchWriteCommand({
          RequestItems: {
            [TABLE]: Array.from({ length: 25 }, (_, i) => ({
              PutRequest: { Item: entryItem(generatedEntry(DAY, start + offset + i)) },
            })),
          },
        }),
      ),
    );
    await Promise.all(batches);
  }
}

async function fromTable() {
  const dynamo = await startDynamo();
  try {
    await dynamo.createTable(TABLE);
    const client = dynamo.client();
    await store(client);
    const history = new DynamoHistoryReader(client, TABLE, { timeZone: 'UTC', lanes: [] });
    const { seconds, parts } = await exportAll(history, 'csv', STORED);
    const entriesPerSecond = Math.round(STORED / seconds);
    const peakRssMb = Math.round(parts.peakRss / MEGABYTE);
    console.log(
      `table  ${STORED} entries read, formatted and cut into parts: ${entriesPerSecond} entries/s, peak RSS ${peakRssMb} MB`,
    );
    return { entries: STORED, entriesPerSecond, peakRssMb };
  } finally {
    dynamo.stop();
  }
}

/** Runs the export job over generated entries in each format, the time to make them taken off, then over a table. */
export async function run() {
  const making = await secondsToMake(GENERATED);
  return {
    bench: 'export',
    entries: GENERATED,
    csv: await formatting('csv', making),
    json: await formatting('json', making),
    focus: await formatting('focus', making),
    table: await fromTable(),
  };
}
