import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storedRecord } from '../../../adapters/dynamo/stream-record.ts';
import { picoUsd } from '../../../core/money/decimal.ts';
import { toLedgerRecord } from '../../../core/spend/ledger-record.ts';
import { totalKey } from '../../../adapters/dynamo/total-keys.ts';
import { entryItem } from '../../../adapters/dynamo/entry-item.ts';

import { UnavailableError } from '../../../core/errors.ts';
import { aggregateUsage, type AggregatePorts } from '../../../core/spend/aggregate-usage.ts';
import { hasBit } from '../../../core/spend/bitmap.ts';
import {
  type CommitResult,
  type LedgerRecord,
  type Mark,
  markName,
  type TotalsWriter,
} from '../../../core/spend/spend-ports.ts';
import { anEntry } from '../../../testing/factories.ts';

/** Totals in memory: a commit is all or nothing and compares every mark. */
class MemoryTotals implements TotalsWriter {
  readonly marks = new Map<string, Uint8Array>();
  readonly costs = new Map<string, bigint>();
  readonly listed: string[] = [];
  commits = 0;
  /** What the next commits answer instead of committing. */
  answers: (CommitResult | 'lost')[] = [];
  /** Records whose totals can never be written. */
  poison = new Set<string>();

  totalKey: TotalsWriter['totalKey'] = ({ total }) => JSON.stringify(totalKey(total));

  /** Names of the marks of each read. */
  readonly reads: string[][] = [];

  readMarks: TotalsWriter['readMarks'] = (keys) => {
    this.reads.push(keys.map(markName));
    return Promise.resolve(
      new Map<string, Mark>(keys.map((key) => [markName(key), { bits: this.marks.get(markName(key)) }])),
    );
  };

  putHistory: TotalsWriter['putHistory'] = (listings) => {
    this.listed.push(...listings.map(({ id }) => id));
    return Promise.resolve();
  };

  commit: TotalsWriter['commit'] = (marks, totals) => {
    const answer = this.answers.shift();
    if (answer !== undefined && answer !== 'lost') return Promise.resolve(answer);
    if (totals.some(({ total }) => total.kind === 'day' && this.poison.has(total.of.id)))
      return Promise.resolve('unwritable');
    const changed = marks.filter(({ key, seen }) => String(this.marks.get(markName(key))) !== String(seen));
    if (changed.length > 0) return Promise.resolve({ changed: changed.map(({ key }) => key) });
    for (const { key, bits } of marks) this.marks.set(markName(key), bits);
    for (const total of totals) {
      const key = this.totalKey(total);
      this.costs.set(key, (this.costs.get(key) ?? 0n) + total.cost);
    }
    this.commits++;
    return answer === 'lost'
      ? Promise.reject(new UnavailableError('the answer was lost'))
      : Promise.resolve('committed');
  };

  takeContention: TotalsWriter['takeContention'] = () => ({ commits: 0, repeated: 0 });

  ticked({ position, partition }: LedgerRecord): boolean {
    return hasBit(this.marks.get(markName({ batch: position.batch, partition })), position.index);
  }
}

const BATCH = '01M7YSN7DR000000000000000A';
const OTHER_BATCH = '01M7YSN7DR000000000000000B';

function record(index: number, userId = `user-${index}`): LedgerRecord {
  const entry = anEntry({
    id: `event-${index}`,
    mark: { batch: BATCH, index },
    userId,
    cost: picoUsd(BigInt(10 ** index)),
  });
  const stored = storedRecord(entryItem(entry), String(index));
  return (stored && toLedgerRecord(stored, 'UTC')) as LedgerRecord;
}

const records = [0, 1, 2, 3].map((index) => record(index));
const COUNTS = JSON.stringify(totalKey({ kind: 'counts' }));

function portsOf(totals: TotalsWriter) {
  const quarantined: string[] = [];
  let pauses = 0;
  const ports: AggregatePorts = {
    totals,
    clock: { now: () => 0 },
    pause: () => Promise.resolve(void pauses++),
    quarantine: (bad) => Promise.resolve(void quarantined.push(bad.name)),
  };
  return { ports, quarantined, pauses: () => pauses };
}

describe('aggregateUsage', () => {
  it('adds every record once, however often and in whatever order it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.shuffledSubarray(records), { minLength: 1, maxLength: 6 }),
        async (deliveries) => {
          const totals = new MemoryTotals();
          for (const delivery of deliveries)
            await aggregateUsage([...delivery, ...delivery], portsOf(totals).ports);
          const seen = new Set(deliveries.flat());
          const sum = [...seen].reduce(
            (cost, { contributions }) => cost + (contributions[0]?.cost ?? 0n),
            0n,
          );
          expect(totals.costs.get(COUNTS) ?? 0n).toBe(sum);
          for (const each of records) expect(totals.ticked(each)).toBe(seen.has(each));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('lists before it commits, and lists nothing again that is ticked off', async () => {
    const totals = new MemoryTotals();
    await aggregateUsage(records, portsOf(totals).ports);
    expect(new Set(totals.listed)).toEqual(new Set(['event-0', 'event-1', 'event-2', 'event-3']));
    const before = totals.listed.length;
    const { applied, failed } = await aggregateUsage(records, portsOf(totals).ports);
    expect(totals.listed).toHaveLength(before);
    expect(totals.commits).toBe(1);
    expect([applied.length, failed.length]).toEqual([4, 0]);
  });

  it('reads only the marks of a lost race again, lists nothing twice and goes on', async () => {
    const totals = new MemoryTotals();
    const [first] = records as [LedgerRecord];
    const other = { ...first, position: { batch: OTHER_BATCH, index: 0 } };
    const lost = { batch: OTHER_BATCH, partition: first.partition };
    totals.answers = [{ changed: [lost] }, { changed: [lost] }];
    const { ports, pauses } = portsOf(totals);
    expect((await aggregateUsage([...records, other], ports)).failed).toEqual([]);
    expect(pauses()).toBe(2);
    expect(totals.costs.get(COUNTS)).toBe(1112n);
    expect(totals.reads.slice(1)).toEqual([[markName(lost)], [markName(lost)]]);
    expect(totals.listed.toSorted()).toEqual(
      [...records, other].flatMap(({ listings }) => listings.map(({ id }) => id)).toSorted(),
    );
  });

  it('leaves out what the winner of a race has added', async () => {
    const totals = new MemoryTotals();
    await aggregateUsage(records.slice(0, 2), portsOf(totals).ports);
    const late = new MemoryTotals();
    Object.assign(late, { marks: totals.marks, costs: totals.costs });
    let reads = 0;
    late.readMarks = (keys) => {
      // The first read is from before the winner's commit.
      if (reads++ === 0)
        return Promise.resolve(new Map(keys.map((key) => [markName(key), { bits: undefined }])));
      return totals.readMarks(keys);
    };
    expect((await aggregateUsage(records, portsOf(late).ports)).failed).toEqual([]);
    expect(totals.costs.get(COUNTS)).toBe(1111n);
  });

  it('reports its records when it loses every race, and changes nothing', async () => {
    const totals = new MemoryTotals();
    totals.answers = Array.from({ length: 100 }, () => ({ changed: [] }));
    const { failed } = await aggregateUsage(records, portsOf(totals).ports);
    expect(failed).toEqual(records);
    expect(totals.costs.size).toBe(0);
  });

  it('rejects on an outage; brought again, a commit whose answer was lost is not repeated', async () => {
    const totals = new MemoryTotals();
    totals.answers = ['lost'];
    await expect(aggregateUsage(records, portsOf(totals).ports)).rejects.toThrow('lost');
    await aggregateUsage(records, portsOf(totals).ports);
    expect(totals.costs.get(COUNTS)).toBe(1111n);
  });

  it('finds the record that can never be written, leaves its bit open and adds the others', async () => {
    const totals = new MemoryTotals();
    totals.poison = new Set(['user-2']);
    const { ports, quarantined } = portsOf(totals);
    const { applied, failed } = await aggregateUsage(records, ports);
    expect(quarantined).toEqual(['E#2026-11-21#0 event-2']);
    expect(failed).toEqual([]);
    expect(applied).toHaveLength(3);
    expect(records.map((each) => totals.ticked(each))).toEqual([true, true, false, true]);
    expect(totals.costs.get(COUNTS)).toBe(1011n);
    totals.poison.clear();
    await aggregateUsage(records, portsOf(totals).ports);
    expect(totals.costs.get(COUNTS)).toBe(1111n);
  });
});
