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

  readMarks: TotalsWriter['readMarks'] = (keys) =>
    Promise.resolve(
      new Map<string, Mark>(keys.map((key) => [markName(key), { bits: this.marks.get(markName(key)) }])),
    );

  putHistory: TotalsWriter['putHistory'] = (listings) => {
    this.listed.push(...listings.map(({ id }) => id));
    return Promise.resolve();
  };

  commit: TotalsWriter['commit'] = (marks, totals) => {
    const answer = this.answers.shift();
    if (answer !== undefined && answer !== 'lost') return Promise.resolve(answer);
    if (totals.some(({ total }) => total.kind === 'day' && this.poison.has(total.of.id)))
      return Promise.resolve('unwritable');
    const current = marks.every(({ key, seen }) => String(this.marks.get(markName(key))) === String(seen));
    if (!current) return Promise.resolve('conflict');
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

  ticked({ position, partition }: LedgerRecord): boolean {
    return hasBit(this.marks.get(markName({ batch: position.batch, partition })), position.index);
  }
}

const BATCH = '01M7YSN7DR000000000000000A';

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

  it('reads the marks again after a lost race and goes on', async () => {
    const totals = new MemoryTotals();
    totals.answers = ['conflict', 'conflict'];
    const { ports, pauses } = portsOf(totals);
    expect((await aggregateUsage(records, ports)).failed).toEqual([]);
    expect(pauses()).toBe(2);
    expect(totals.costs.get(COUNTS)).toBe(1111n);
  });

  it('reports its records when it loses every race, and changes nothing', async () => {
    const totals = new MemoryTotals();
    totals.answers = Array.from({ length: 100 }, () => 'conflict');
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
