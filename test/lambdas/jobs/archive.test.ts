import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoAuditStore } from '../../../adapters/dynamo/audit-store.ts';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { S3ArchiveStore } from '../../../adapters/s3/archive-store.ts';
import { ledgerSettingsSchema } from '../../../contracts/ledger-settings.ts';
import { formatDecimal, parseDecimal } from '../../../core/money/decimal.ts';
import type { ArchiveStore } from '../../../core/retention/archive-ports.ts';
import { sumTotals } from '../../../core/spend/total.ts';
import { archiveJob } from '../../../lambdas/jobs/archive.ts';
import { recalculateJob } from '../../../lambdas/jobs/recalculate.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';

const DAYS = ['2026-10-01', '2026-10-02', '2026-10-04'];
/** 35 days of retention and two to settle: the fourth of October is the last day that is due. */
const clock = { now: () => Date.parse('2026-11-10T03:00:00Z') };
const settings = ledgerSettingsSchema.parse({ trackedTags: ['tier'], retentionDays: 35 });

let dynamo: TestDynamo;
let bucket: TestBucket;
beforeAll(async () => {
  [dynamo, bucket] = await Promise.all([startDynamo(), startBucket()]);
});
afterAll(async () => {
  dynamo.stop();
  await bucket.stop();
});

function event(id: string, day: string, more = {}): Record<string, unknown> {
  return usageEvent(id, { occurredAt: `${day}T10:00:00Z`, ...more });
}

async function filledLedger(table: string): Promise<void> {
  const ledger = await startLedger(dynamo, table, { now: () => Date.parse('2026-10-08T00:00:00Z') });
  await ledger.record([
    ...Array.from({ length: 40 }, (_, i) => event(`e${i}`, '2026-10-01', { userId: `user-${i % 3}` })),
    event('odd', '2026-10-02', { userId: undefined, resource: { type: 'a"b', id: 'new\u2028line' } }),
    event('unpriced', '2026-10-04', { model: 'nobody-knows-it' }),
    event('kept', '2026-10-05'),
  ]);
  // The stream record of the fourth is lost: the archive must not go without it.
  await ledger.aggregate([aDay('2026-10-01'), aDay('2026-10-02'), aDay('2026-10-05')]);
}

async function runArchive(table: string, archive: ArchiveStore) {
  const kind = archiveJob(ledgerOn(dynamo.client(), table, settings, clock), archive, memoryWork());
  return kind.step({ input: {} } as Parameters<typeof kind.step>[0], Infinity);
}

/** Downloads the days' files as the bucket has them; answers their folder. */
async function download(days: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'costkeeper-archive-'));
  for (const day of days) {
    const Key = `archive/entries/day=${day}/entries.jsonl.gz`;
    const { Body } = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
    writeFileSync(join(folder, `${day}.jsonl.gz`), (await Body?.transformToByteArray()) ?? '');
  }
  return folder;
}

const stepOf = (kind: ReturnType<typeof archiveJob>, state: unknown) =>
  kind.step({ input: {}, state } as Parameters<typeof kind.step>[0], Infinity);

describe('the archive', () => {
  it('holds every day that is due, in files whose sums DuckDB finds equal to the totals', async () => {
    await filledLedger('archive');
    const step = await runArchive('archive', new S3ArchiveStore(bucket.client, bucket.name));
    expect(step).toMatchObject({ done: true, result: { archived: 4, entries: 42 } });
    const audits = new DynamoAuditStore(new Table(dynamo.client(), 'archive'));
    expect((await audits.read()).sealedUntil).toBe('2026-10-04');

    const folder = await download(DAYS);
    const database = await (await DuckDBInstance.create()).connect();
    const rows = await database.runAndReadAll(
      `SELECT sum(costUsd::DECIMAL(38,12))::VARCHAR AS cost, sum(events)::INT AS events,
              count(DISTINCT userId)::INT AS users
       FROM read_json('${folder}/*.jsonl.gz', format = 'newline_delimited', columns = {
         costUsd: 'VARCHAR', events: 'INT', userId: 'VARCHAR' })`,
    );
    rmSync(folder, { recursive: true });
    const [row] = rows.getRowObjects();
    const totals = new DynamoTotalsReader(new Table(dynamo.client(), 'archive'), [], { now: Date.now });
    const cells = await totals.cells({ from: aDay('2026-10-01'), to: aDay('2026-10-04') });
    const { cost, events } = sumTotals(cells.map(({ total }) => total));
    expect({ ...row, cost: formatDecimal(parseDecimal(String(row?.['cost']))) }).toEqual({
      cost: formatDecimal(cost),
      events,
      users: 3,
    });
    expect(events).toBe(42);
  });

  it('writes a large day in files of a bounded size, a step for each, whose lines are the day once', async () => {
    await filledLedger('archive-parts');
    const files = new Map<string, string[]>();
    const archive: ArchiveStore = {
      put: async (key, lines) => {
        let text = '';
        for await (const some of lines) text += some;
        files.set(key, text.split('\n').filter(Boolean));
      },
      lines: async function* (key) {
        await Promise.resolve();
        yield* files.get(key) ?? [];
      },
    };
    const kind = archiveJob(
      ledgerOn(dynamo.client(), 'archive-parts', settings, clock),
      archive,
      memoryWork(),
      16,
      { entries: 16, totals: 16 },
    );
    let state: unknown;
    const steps: boolean[] = [];
    for (let step = await stepOf(kind, state); ; step = await stepOf(kind, state)) {
      steps.push(step.done);
      if (step.done) break;
      // A step that runs twice writes the same.
      const before = [...files];
      await stepOf(kind, state);
      expect([...files].slice(0, before.length)).toEqual(before);
      state = JSON.parse(JSON.stringify(step.state));
    }
    // Before its first file the day's totals are compared, in steps of their own.
    expect(steps.slice(-3)).toEqual([false, false, true]);
    expect(steps.length).toBeGreaterThan(6);
    const ids = (file: string) =>
      (files.get(`archive/entries/day=2026-10-01/${file}.jsonl.gz`) ?? []).map(
        (line) => (JSON.parse(line) as { id: string }).id,
      );
    const parts = ['entries', 'corrections-0001', 'corrections-0002'].map(ids);
    expect(parts.map(({ length }) => length)).toEqual([16, 16, 8]);
    expect(new Set(parts.flat()).size).toBe(40);
    const { archiveNotes, audits } = ledgerOn(dynamo.client(), 'archive-parts', settings, clock);
    expect((await archiveNotes.read()).days.get(aDay('2026-10-01'))).toMatchObject({ files: 3, events: 40 });
    expect((await audits.read()).sealedUntil).toBe('2026-10-04');
  });

  it('lets entries go without a trace in totals: sealed days are not recalculated', async () => {
    const client = dynamo.client();
    const totals = new DynamoTotalsReader(new Table(client, 'archive'), [], { now: Date.now });
    const before = await totals.cells({ from: aDay('2026-10-01'), to: aDay('2026-10-05') });
    await client.send(new DeleteCommand({ TableName: 'archive', Key: { pk: 'E#2026-10-02#0', sk: 'odd' } }));
    const kind = recalculateJob(ledgerOn(client, 'archive', testSettings, clock), memoryWork());
    for (const input of [{ all: true }, { day: '2026-10-02' }, { userId: '-' }]) {
      const step = await kind.step({ input } as Parameters<typeof kind.step>[0], Infinity);
      expect(step).toMatchObject({ done: true, result: { repairs: [] } });
    }
    expect(await totals.cells({ from: aDay('2026-10-01'), to: aDay('2026-10-05') })).toEqual(before);
    expect(await runArchive('archive', new S3ArchiveStore(bucket.client, bucket.name))).toMatchObject({
      result: { archived: 0 },
    });
  });

  it('leaves a day unsealed when the file that is read back differs from the totals', async () => {
    await filledLedger('archive-short');
    const whole = new S3ArchiveStore(bucket.client, bucket.name);
    const short: ArchiveStore = {
      put: (key, lines) => whole.put(key, lines),
      async *lines(key) {
        let number = 0;
        for await (const line of whole.lines(key)) if (number++ > 0) yield line;
      },
    };
    await expect(runArchive('archive-short', short)).rejects.toThrow('2026-10-01');
    expect(
      (await new DynamoAuditStore(new Table(dynamo.client(), 'archive-short')).read()).sealedUntil,
    ).toBeUndefined();
  });
});
