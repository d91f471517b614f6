import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DynamoArchiveNotes } from '../../../adapters/dynamo/archive-notes.ts';
import { DynamoEntryReader } from '../../../adapters/dynamo/entry-reader.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { S3ArchiveStore } from '../../../adapters/s3/archive-store.ts';
import { ledgerSettingsSchema } from '../../../contracts/ledger-settings.ts';
import { formatDecimal, parseDecimal, parseUsd } from '../../../core/money/decimal.ts';
import { archiveKey } from '../../../core/retention/archive-file.ts';
import type { ArchiveStore } from '../../../core/retention/archive-ports.ts';
import { sumTotals } from '../../../core/spend/total.ts';
import type { Day } from '../../../core/time/ledger-time.ts';
import { beginCorrections } from '../../../core/usage/correction-batch.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { archiveJob } from '../../../lambdas/jobs/archive.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startLedger, type TestLedger, usageEvent } from '../../support/ledger.ts';

const FIRST = aDay('2026-10-01');
const SECOND = aDay('2026-10-02');
const settings = ledgerSettingsSchema.parse({ trackedTags: ['tier'], retentionDays: 35 });
const SEALED = Date.parse('2026-11-10T03:00:00Z');
const DAY_MS = 86_400_000;

let dynamo: TestDynamo;
let bucket: TestBucket;
beforeAll(async () => {
  [dynamo, bucket] = await Promise.all([startDynamo(), startBucket()]);
});
afterAll(async () => {
  dynamo.stop();
  await bucket.stop();
});

/** A ledger whose October 1 and 2 are in the archive, with what a night's archive finds afterwards. */
async function sealedLedger(table: string, entriesPerFile?: number) {
  const clock = { at: Date.parse('2026-10-08T00:00:00Z'), now: () => clock.at };
  const entrySettings = { timeZone: 'UTC', lanes: [], trackedTags: ['tier'], retentionDays: 35 };
  const ledger = await startLedger(dynamo, table, clock, entrySettings);
  await ledger.record([
    usageEvent('a', { occurredAt: `${FIRST}T10:00:00Z` }),
    usageEvent('b', { occurredAt: `${FIRST}T11:00:00Z`, model: 'nobody-knows-it' }),
    usageEvent('c', { occurredAt: `${SECOND}T11:00:00Z` }),
  ]);
  await ledger.aggregate([FIRST, SECOND]);
  // One folder in the bucket for each ledger.
  const store = new S3ArchiveStore(bucket.client, bucket.name);
  const archive: ArchiveStore = {
    put: (key, lines) => store.put(`${table}/${key}`, lines),
    lines: (key) => store.lines(`${table}/${key}`),
  };
  const run = (over: Partial<ArchiveStore> = {}) => {
    const kind = archiveJob(
      ledgerOn(dynamo.client(), table, settings, clock),
      { ...archive, ...over },
      memoryWork(),
      entriesPerFile,
    );
    return kind.step({ input: {} } as Parameters<typeof kind.step>[0], Infinity);
  };
  clock.at = SEALED;
  await run();
  return {
    ledger,
    archive,
    run,
    clock,
    table,
    notes: new DynamoArchiveNotes(new Table(dynamo.client(), table)),
  };
}

type Sealed = Awaited<ReturnType<typeof sealedLedger>>;

/** Books a difference on an entry, as a settlement or a re-rating does. */
async function correct({ table, clock }: Sealed, id: string, cost: string, day = FIRST): Promise<void> {
  const client = dynamo.client();
  const reader = new DynamoEntryReader(new Table(client, table), []);
  const ledger = new DynamoLedgerWriter(new Table(client, table));
  const batch = beginCorrections({ ledger, readChain: reader.chain.bind(reader), clock }, ulid(clock.now()));
  const target = {
    cost: parseUsd(cost),
    status: 'priced',
    lines: [],
    catalogueVersion: 'test',
    known: true,
    approximate: false,
  } as const;
  await batch.reprice({ day, lane: 0, id } as Entry, () => target, 'a test');
  await batch.finish();
}

/** Cost and counts of a day's files, as anyone who reads the partition adds them up. */
async function filesOf({ archive }: Sealed, day: Day, files: number) {
  const sum = { cost: 0n, events: 0, unpriced: 0, ids: [] as string[] };
  for (let file = 0; file < files; file++) {
    for await (const text of archive.lines(archiveKey(day, file))) {
      const line = JSON.parse(text) as {
        id: string;
        costUsd: string;
        events: number;
        unpricedEvents: number;
      };
      sum.cost += parseDecimal(line.costUsd);
      sum.events += line.events;
      sum.unpriced += line.unpricedEvents;
      sum.ids.push(line.id);
    }
  }
  return sum;
}

async function totalOf(ledger: TestLedger, day: Day) {
  const cells = await new DynamoTotalsReader(new Table(dynamo.client(), ledger.table), [], {
    now: Date.now,
  }).cells({
    from: day,
    to: day,
  });
  const { cost, events, unpriced } = sumTotals(cells.map(({ total }) => total));
  return { cost, events, unpriced };
}

async function expectWhole(sealed: Sealed, day: Day, files: number): Promise<void> {
  const { ids, ...sum } = await filesOf(sealed, day, files);
  expect(sum).toEqual(await totalOf(sealed.ledger, day));
  expect(new Set(ids).size).toBe(ids.length);
}

describe('corrections of a sealed day', () => {
  it('go into files beside its own, so that they add up to its totals after every night', async () => {
    const sealed = await sealedLedger('corrected');
    await correct(sealed, 'b', '0.25');
    await sealed.ledger.aggregate([FIRST]);
    expect(await sealed.run()).toMatchObject({ done: true, result: { archived: 0, corrections: 1 } });
    await expectWhole(sealed, FIRST, 2);
    expect((await filesOf(sealed, FIRST, 2)).ids).toEqual(['a', 'b', 'b~a0001']);

    // A night later: an entry priced again, another one back to where it was, and nothing at all.
    sealed.clock.at += DAY_MS;
    await correct(sealed, 'a', '1');
    await correct(sealed, 'c', '7', SECOND);
    await correct(sealed, 'c', '0.000339', SECOND);
    await sealed.ledger.aggregate([FIRST, SECOND]);
    expect(await sealed.run()).toMatchObject({ result: { corrections: 3 } });
    await expectWhole(sealed, FIRST, 3);
    await expectWhole(sealed, SECOND, 2);
    expect(await sealed.run()).toMatchObject({ result: { corrections: 0 } });
    expect((await sealed.notes.read()).days.get(FIRST)).toMatchObject({ files: 3, events: 2 });
  });

  it('are found where only their status changed', async () => {
    const sealed = await sealedLedger('free');
    await correct(sealed, 'b', '0');
    await sealed.ledger.aggregate([FIRST]);
    expect(await sealed.run()).toMatchObject({ result: { corrections: 1 } });
    expect(await filesOf(sealed, FIRST, 2)).toMatchObject({ events: 2, unpriced: 0 });
    await expectWhole(sealed, FIRST, 2);
  });

  it('outlive the day they belong to, until the archive has had its time', async () => {
    const sealed = await sealedLedger('outlive');
    sealed.clock.at = Date.parse(`${FIRST}T00:00:00Z`) + 65 * DAY_MS;
    await correct(sealed, 'b', '0.25');
    const ttl: number[] = [];
    for await (const page of new DynamoEntryReader(new Table(dynamo.client(), 'outlive'), []).day(FIRST)) {
      ttl.push(...page.map(({ expiresAt = 0 }) => expiresAt * 1000 - sealed.clock.at));
    }
    expect(ttl).toEqual([DAY_MS, DAY_MS, 31 * DAY_MS]);
  });
});

describe('messages that waited until their day was sealed', () => {
  it('are archived too, also where the day had no file and the stream record is lost', async () => {
    const sealed = await sealedLedger('waited');
    sealed.clock.at = SEALED - 20 * DAY_MS;
    const before = aDay('2026-09-30');
    await sealed.ledger.record([
      usageEvent('late', { occurredAt: `${SECOND}T12:00:00Z` }),
      usageEvent('earlier', { occurredAt: `${before}T12:00:00Z` }),
    ]);
    sealed.clock.at = SEALED + DAY_MS;
    await sealed.ledger.aggregate([SECOND]);
    expect(await sealed.run()).toMatchObject({ result: { corrections: 2 } });
    await expectWhole(sealed, SECOND, 2);
    await expectWhole(sealed, before, 1);
    expect(await totalOf(sealed.ledger, before)).toMatchObject({ events: 1 });
  });
});

describe('many records that came late', () => {
  it('are in as many files as they take, also where one more comes while they are written', async () => {
    const sealed = await sealedLedger('many', 2);
    const before = aDay('2026-09-30');
    // All are sent while the days still take events.
    const record = async (day: Day, ids: readonly string[]) => {
      sealed.clock.at = SEALED - 20 * DAY_MS;
      await sealed.ledger.record(ids.map((id) => usageEvent(id, { occurredAt: `${day}T12:00:00Z` })));
      sealed.clock.at = SEALED + DAY_MS;
      await sealed.ledger.aggregate([day]);
    };
    for (const day of [before, SECOND])
      await record(
        day,
        [0, 1, 2, 3, 4].map((number) => `late-${number}`),
      );
    const calls = { put: 0, lines: 0 };
    // The day's list was read already: this one is for the next night.
    const put: ArchiveStore['put'] = async (key, lines) => {
      if (++calls.put === 2) await record(before, ['meanwhile']);
      await sealed.archive.put(key, lines);
    };
    // Summed without it and listed with it: the day is tried again.
    const lines: ArchiveStore['lines'] = async function* (key) {
      if (key === archiveKey(SECOND) && ++calls.lines === 3) await record(SECOND, ['meanwhile']);
      yield* sealed.archive.lines(key);
    };
    expect(await sealed.run({ put, lines })).toMatchObject({ result: { corrections: 5 + 6 } });
    expect((await filesOf(sealed, before, 1)).ids).toHaveLength(2);
    await expectWhole(sealed, SECOND, 4);
    expect(await sealed.run()).toMatchObject({ result: { corrections: 1 } });
    await expectWhole(sealed, before, 4);
    expect(await sealed.run()).toMatchObject({ result: { corrections: 0 } });
  });
});

describe('a crash of the archive', () => {
  it.each([
    ['before the file', 0],
    ['between file and note', 1],
  ])('%s leaves files that add up the next night', async (when, written) => {
    const sealed = await sealedLedger(`crash-${when.replaceAll(' ', '-')}`);
    await correct(sealed, 'b', '0.25');
    await sealed.ledger.aggregate([FIRST]);
    const put: ArchiveStore['put'] = async (key, lines) => {
      if (written > 0) await sealed.archive.put(key, lines);
      throw new Error('the function is gone');
    };
    await expect(sealed.run({ put })).rejects.toThrow('gone');
    expect((await filesOf(sealed, FIRST, 1 + written)).ids).toHaveLength(2 + written);
    // What came since the crash is in the same file then, once.
    await correct(sealed, 'a', '1');
    await sealed.ledger.aggregate([FIRST]);
    expect(await sealed.run()).toMatchObject({ result: { corrections: 2 } });
    await expectWhole(sealed, FIRST, 2);
  });
});

describe('the look at sealed days', () => {
  it('leaves a day aside whose sums differ, says so, and goes on with the others', async () => {
    const sealed = await sealedLedger('differs');
    const cell = { pk: 'O#2026-10#0', sk: `${FIRST}#openai#llm#gpt-4o-mini` };
    const plant = (cost: number) =>
      dynamo.client().send(
        new UpdateCommand({
          TableName: 'differs',
          Key: cell,
          UpdateExpression: 'ADD c :c, v :one',
          ExpressionAttributeValues: { ':c': cost, ':one': 1 },
        }),
      );
    await plant(5);
    await correct(sealed, 'c', '7', SECOND);
    await sealed.ledger.aggregate([SECOND]);
    await expect(sealed.run()).rejects.toThrow(`the archive of ${FIRST}`);
    await expectWhole(sealed, SECOND, 2);
    expect((await sealed.notes.read()).days.get(FIRST)?.waitingSince).toBe(SEALED);

    await plant(-5);
    expect(await sealed.run()).toMatchObject({ result: { corrections: 0 } });
    expect((await sealed.notes.read()).days.get(FIRST)?.waitingSince).toBeUndefined();
  });

  it('reads no totals of a month that nothing can have changed', async () => {
    const sealed = await sealedLedger('quiet');
    await dynamo.client().send(
      new UpdateCommand({
        TableName: 'quiet',
        Key: { pk: 'S#ledger', sk: '-' },
        UpdateExpression: 'SET su = :day',
        ExpressionAttributeValues: { ':day': '2026-10-31' },
      }),
    );
    const cells = vi.spyOn(DynamoTotalsReader.prototype, 'cells');
    const read = () => cells.mock.calls.map(([days]) => days.from);
    try {
      sealed.clock.at = Date.parse('2026-12-13T00:00:00Z') - DAY_MS;
      await sealed.run();
      expect(read()).not.toEqual([]);
      sealed.clock.at += 2 * DAY_MS;
      await sealed.run();
      cells.mockClear();
      expect(await sealed.run()).toMatchObject({ result: { corrections: 0 } });
      expect(read().filter((day) => day.startsWith('2026-10'))).toEqual([]);
      await correct(sealed, 'b', '0.25');
      await sealed.ledger.aggregate([FIRST]);
      expect(await sealed.run()).toMatchObject({ result: { corrections: 1 } });
    } finally {
      cells.mockRestore();
    }
    await expectWhole(sealed, FIRST, 2);
    expect(formatDecimal((await totalOf(sealed.ledger, FIRST)).cost)).toBe('0.250339');
  });
});
