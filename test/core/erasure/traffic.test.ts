import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoEntryReader } from '../../../adapters/dynamo/entry-reader.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { times } from '../../../core/money/decimal.ts';
import { aggregateUsage } from '../../../core/spend/aggregate-usage.ts';
import { beginCorrections } from '../../../core/usage/correction-batch.ts';
import { type EntryChain } from '../../../core/usage/entry-chain.ts';
import type { LaneRule } from '../../../core/usage/lanes.ts';
import { recalculateJob } from '../../../lambdas/jobs/recalculate.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';
import { startStrictDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startErasing, userTotals } from '../../support/erasing.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';
import { itemsHolding } from '../../support/whole-table.ts';

const OLD = 'person-42';
const [YESTERDAY, TODAY] = [aDay('2026-11-19'), aDay('2026-11-20')] as const;
const DAYS = [YESTERDAY, TODAY];
const NOON = Date.parse('2026-11-20T12:00:00Z');
/** Users have totals in three lanes, so that a pseudonym is often in another than the user. */
const lanes: LaneRule[] = [{ from: aDay('2026-01-01'), count: 3 }];

let dynamo: TestDynamo;
let bucket: TestBucket;
beforeAll(async () => {
  [dynamo, bucket] = await Promise.all([startStrictDynamo(), startBucket()]);
});
afterAll(async () => {
  dynamo.stop();
  await bucket.stop();
});

/** What the users' entries come to, and their totals: equal where nothing is on its way. */
async function both(table: string) {
  const reader = new DynamoEntryReader(new Table(dynamo.client(), table), lanes);
  const entries = new Map<string, bigint>();
  for (const day of DAYS) {
    for await (const page of reader.day(day)) {
      for (const { userId = '-', cost } of page) entries.set(userId, (entries.get(userId) ?? 0n) + cost);
    }
  }
  const { users, ...sums } = await userTotals(dynamo.client(), table, YESTERDAY, TODAY, lanes);
  const totals = new Map<string, bigint>();
  for (const [name, { cost }] of users) {
    const user = name.slice(TODAY.length + 1);
    totals.set(user, (totals.get(user) ?? 0n) + cost);
  }
  return { entries, totals, ...sums };
}

function doubled({ entry }: EntryChain) {
  return { ...entry, cost: times(entry.cost, 2n) };
}

describe('an erasure while traffic flows', () => {
  it('loses and doubles nothing, run twice at once, with repairs and late commits beside it', async () => {
    const table = 'traffic';
    const clock = { time: NOON, now: () => clock.time };
    const settings = { ...testSettings, lanes };
    const ledger = await startLedger(dynamo, table, clock, settings);
    const [one, two] = [0, 1].map(() => startErasing(dynamo.client(), table, bucket, clock, { lanes }));
    if (!one || !two) throw new Error('nothing erases');
    const events = (round: number, at: string) =>
      Array.from({ length: 6 }, (_, i) =>
        usageEvent(`${round}-${i}`, { occurredAt: at, userId: i % 3 === 0 ? `other-${i}` : OLD }),
      );
    await ledger.record(events(0, `${YESTERDAY}T10:00:00Z`));
    await ledger.record(events(1, `${TODAY}T10:00:00Z`));
    await ledger.aggregate([YESTERDAY]);
    // Read by an aggregator that hangs until the erasure's first pass is over.
    const zombie = await ledger.records(TODAY);
    const waiting = new Set(zombie.map(({ name }) => name));
    await one.request(OLD);
    await two.request(OLD);
    clock.time += 1000;
    const recalculate = recalculateJob(ledgerOn(dynamo.client(), table, settings, clock), memoryWork());
    const audit = (day: string) => recalculate.step({ input: { day } } as never, Infinity);
    const traffic = async () => {
      for (let round = 2; round < 8; round++) {
        // By turns from before the request and from after it.
        await ledger.record(events(round, round % 2 ? `${TODAY}T12:00:00.500Z` : `${YESTERDAY}T23:00:00Z`));
        const records = (await Promise.all(DAYS.map((day) => ledger.records(day)))).flat();
        await aggregateUsage(
          records.filter(({ name }) => !waiting.has(name)),
          ledger.ports,
        );
      }
    };
    await Promise.all([one.run(), two.run(), traffic(), audit(YESTERDAY), audit(TODAY)]);
    await aggregateUsage(zombie, ledger.ports);
    const during = await both(table);
    expect(during.sum).toBe(during.organisation);

    await one.finish();
    const after = await both(table);
    // No recalculation came between the last pass and this.
    expect(after.totals).toEqual(after.entries);
    expect(after.sum).toBe(after.organisation);
    expect(after.events).toBe(8 * 6);
    const names = [...after.totals.keys()].filter((name) => name.startsWith('erased-'));
    expect(names).toHaveLength(1);
    // Rounds 3, 5 and 7 happened after the request.
    expect(after.totals.get(OLD)).toBe(3n * 4n * 339_000_000n);
    expect(after.totals.get(names[0] ?? '')).toBe(5n * 4n * 339_000_000n);
  });

  it('is found by corrections that come later', async () => {
    const clock = { time: NOON, now: () => clock.time };
    const ledger = await startLedger(dynamo, 'corrected', clock);
    const erasing = startErasing(dynamo.client(), 'corrected', bucket, clock);
    await ledger.record([usageEvent('a', { userId: OLD, occurredAt: `${TODAY}T10:00:00Z` })]);
    await ledger.aggregate(DAYS);
    const reader = new DynamoEntryReader(new Table(dynamo.client(), 'corrected'), []);
    const [[known] = []] = await pagesOf(reader.day(TODAY));
    if (!known) throw new Error('no entry');
    await erasing.request(OLD);
    await erasing.run();
    const batch = beginCorrections(
      {
        ledger: new DynamoLedgerWriter(new Table(dynamo.client(), 'corrected')),
        readChain: (entry) => reader.chain(entry),
        clock,
      },
      ulid(clock.now()),
    );
    expect(await batch.reprice(known, doubled, 'twice the price')).toBe(known.cost);
    await batch.finish();
    await ledger.aggregate(DAYS);
    await erasing.finish();
    const { users, sum, organisation } = await userTotals(dynamo.client(), 'corrected', YESTERDAY, TODAY);
    expect([...users.values()].map(({ cost }) => cost)).toEqual([known.cost * 2n]);
    expect(sum).toBe(organisation);
    expect(await itemsHolding(dynamo.client(), 'corrected', OLD)).toEqual([]);
  });
});

async function pagesOf<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const page of pages) list.push(page);
  return list;
}
