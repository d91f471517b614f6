import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toLedgerRecord } from '../../../core/spend/ledger-record.ts';
import { marksAreGone } from '../../../adapters/dynamo/mark-age.ts';
import { readStream } from '../../../adapters/dynamo/read-stream.ts';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import { entryItem } from '../../../adapters/dynamo/entry-item.ts';
import { markKey } from '../../../adapters/dynamo/keys.ts';
import { DynamoEntryReader } from '../../../adapters/dynamo/entry-reader.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { sumTotals } from '../../../core/spend/total.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { bringInEntries, recalculateJob } from '../../../lambdas/jobs/recalculate.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { anEntry } from '../../../testing/factories.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';
import { streamRecord } from '../../support/stream-event.ts';

const DAY = aDay('2026-11-20');
const NOON = Date.parse(`${DAY}T12:00:00Z`);
/** The last moment at which a mark of noon is believed. */
const LIMIT = NOON + 35 * 86_400_000;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function ledgerWith(table: string, aggregate: boolean) {
  const ledger = await startLedger(dynamo, table, { now: () => NOON });
  await ledger.record([usageEvent('a'), usageEvent('b', { userId: 'user-2' })]);
  if (aggregate) await ledger.aggregate([DAY]);
  return ledger;
}

async function entriesOf(table: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const page of new DynamoEntryReader(new Table(dynamo.client(), table), []).day(DAY))
    entries.push(...page);
  return entries;
}

/** TTL has deleted the marks of these entries. */
async function deleteMarks(table: string): Promise<void> {
  for (const { mark, day, lane } of await entriesOf(table)) {
    const Key = { ...markKey({ batch: mark.batch, partition: `E#${day}#${lane}` }) };
    await dynamo.client().send(new DeleteCommand({ TableName: table, Key }));
  }
}

async function recalculate(table: string, at: number) {
  const ledger = ledgerOn(dynamo.client(), table, testSettings, { now: () => at });
  const kind = recalculateJob(ledger, memoryWork());
  const step = await kind.step({ input: { day: DAY } } as Parameters<typeof kind.step>[0], Infinity);
  return (step as { result: { repairs: unknown[]; busy: unknown[] } }).result;
}

async function countOf(table: string) {
  const cells = await new DynamoTotalsReader(new Table(dynamo.client(), table), [], { now: Date.now }).cells({
    from: DAY,
    to: DAY,
  });
  return sumTotals(cells.map(({ total }) => total)).events;
}

function bringIn(table: string, at: number) {
  return bringInEntries(ledgerOn(dynamo.client(), table, testSettings, { now: () => at }));
}

describe('marks of more than 35 days ago count as set', () => {
  it('for whom it is one rule, to the millisecond', () => {
    const batch = ulid(NOON);
    expect([marksAreGone(batch, LIMIT), marksAreGone(batch, LIMIT + 1)]).toEqual([false, true]);
  });

  it('by the aggregator, which refuses their records and no younger ones', () => {
    const item = entryItem(anEntry({ mark: { batch: ulid(NOON), index: 0 } }));
    const read = (at: number) =>
      readStream([streamRecord(item)], (stored) => toLedgerRecord(stored, 'UTC'), at);
    expect(read(LIMIT)).toMatchObject({ records: [{ position: { index: 0 } }], tooOld: 0 });
    expect(read(LIMIT + 1)).toMatchObject({ records: [], tooOld: 1 });
  });

  it('by the recalculation, whether TTL has deleted them or not', async () => {
    await ledgerWith('old-set', true);
    expect(await recalculate('old-set', LIMIT + 1)).toMatchObject({ repairs: [], busy: [] });
    await deleteMarks('old-set');
    expect(await recalculate('old-set', LIMIT + 1)).toMatchObject({ repairs: [], busy: [] });
    expect(await countOf('old-set')).toBe(2);
    // A day earlier absence would still mean: not added. Entries would be taken out, and then brought in again.
    expect((await recalculate('old-set', LIMIT)).repairs).not.toEqual([]);
  });

  it('by the audit, which adds what was never added as a difference, once', async () => {
    await ledgerWith('old-open', false);
    expect((await recalculate('old-open', LIMIT + 1)).repairs).not.toEqual([]);
    expect(await countOf('old-open')).toBe(2);
    expect(await recalculate('old-open', LIMIT + 2)).toMatchObject({ repairs: [], busy: [] });
    expect(await countOf('old-open')).toBe(2);
  });

  it('by the archive, which brings in open entries and none that may have been added', async () => {
    await ledgerWith('old-archive', true);
    await deleteMarks('old-archive');
    await bringIn('old-archive', LIMIT + 1)(await entriesOf('old-archive'));
    expect(await countOf('old-archive')).toBe(2);

    await ledgerWith('young-archive', false);
    await bringIn('young-archive', LIMIT)(await entriesOf('young-archive'));
    await bringIn('young-archive', LIMIT)(await entriesOf('young-archive'));
    expect(await countOf('young-archive')).toBe(2);
  });
});
