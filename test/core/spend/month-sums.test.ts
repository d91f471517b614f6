import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { closeMonth } from '../../../core/spend/close-month.ts';
import type { ClosedMonth, ClosedMonthStore, LateMonth } from '../../../core/spend/closed-month.ts';
import type { TotalsReader } from '../../../core/spend/totals-reader.ts';
import { type Day, daysBetween } from '../../../core/time/ledger-time.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const OCTOBER = aMonth('2026-10');
const DAYS = daysBetween(aDay('2026-10-03'), aDay('2026-10-14'));
const NOTHING = { cost: 0n, events: 0, unpriced: 0, version: 0n };
const NO_LATE = { organisation: NOTHING, users: [], groups: [] } as unknown as LateMonth;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** A reader that notes for how many days each call asks. */
function counted(totals: TotalsReader) {
  const asked: number[] = [];
  const reader = new Proxy(totals, {
    get(target, name: keyof TotalsReader) {
      const method = (target[name] as (...args: unknown[]) => unknown).bind(target);
      if (!['cells', 'users', 'groups', 'resources'].includes(name)) return method;
      return (days: { from: Day; to: Day } | readonly Day[], ...rest: unknown[]) => {
        asked.push('from' in days ? daysBetween(days.from, days.to).length : days.length);
        return method(days, ...rest);
      };
    },
  });
  return { reader, asked };
}

describe('the sums of a month', () => {
  it('are taken a day at a time, and distinct resources count once however many days they are on', async () => {
    const clock = { time: Date.parse('2026-10-15T12:00:00Z'), now: () => clock.time };
    const ledger = await startLedger(dynamo, 'month', clock);
    const events = DAYS.flatMap((day, index) =>
      ['user-1', 'user-2', undefined].map((userId, number) =>
        usageEvent(`${day}-${number}`, {
          occurredAt: `${day}T10:00:00Z`,
          userId,
          resource: { type: 'episode', id: `ep-${index % 4}` },
          group: { type: 'podcast', id: `pod-${number}` },
        }),
      ),
    );
    await ledger.record(events);
    await ledger.aggregate(DAYS);
    clock.time = Date.parse('2026-11-10T12:00:00Z');
    const { reader, asked } = counted(
      new DynamoTotalsReader(new Table(dynamo.client(), 'month'), [], { now: clock.now }),
    );
    const closed: ClosedMonth[] = [];
    const months: Pick<ClosedMonthStore, 'head' | 'late' | 'close'> = {
      head: () => Promise.resolve(undefined),
      late: () => Promise.resolve(NO_LATE),
      close: (month) => Promise.resolve(void closed.push(month)),
    };
    const ports = { totals: reader, months: months as ClosedMonthStore, tallies: () => Promise.resolve([]) };
    expect(await closeMonth(OCTOBER, ports, clock.now(), 'UTC')).toBe('closed');
    // Days that hold nothing are not asked for.
    expect(asked).toEqual(Array.from({ length: 4 * DAYS.length }, () => 1));
    const cost = 339_000_000n;
    const days = BigInt(DAYS.length);
    expect(closed[0]).toMatchObject({
      organisation: { cost: 3n * days * cost, events: 36 },
      resources: 4,
      users: [
        { name: '-', cost: days * cost, events: 12 },
        { name: 'user-1', cost: days * cost },
        { name: 'user-2', cost: days * cost },
      ],
      groups: ['pod-0', 'pod-1', 'pod-2'].map((id) => ({
        group: { type: 'podcast', id },
        resources: 4,
        cost: days * cost,
        events: 12,
      })),
    });
  });
});
