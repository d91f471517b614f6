import { describe, expect, it } from 'vitest';
import { parseUsd } from '../../../core/money/decimal.ts';
import { closeMonth, closeMonths } from '../../../core/spend/close-month.ts';
import type { ClosedMonth, ClosedMonthStore, LateMonth } from '../../../core/spend/closed-month.ts';
import type { Day } from '../../../core/time/ledger-time.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { entryAt, memorySpend } from '../../support/memory-spend.ts';

const OCTOBER = aMonth('2026-10');
const NOTHING = { cost: 0n, events: 0, unpriced: 0, version: 0n };
const NO_LATE = { organisation: NOTHING, users: [], groups: [] } as unknown as LateMonth;

describe('a month that is closed in memory', () => {
  const CUT = Date.parse('2026-11-03T00:00:00Z');
  const HOUR = 3_600_000;
  const LATE_USER = { name: 'user-2', cost: 5n, events: 1, unpriced: 0, version: 1n };
  const entries = [
    entryAt('2026-10-01T00:00:00Z', { cost: parseUsd('1') }),
    entryAt('2026-10-31T23:59:59Z', {
      cost: parseUsd('2'),
      userId: 'user-2',
      resource: undefined,
      group: undefined,
    }),
    entryAt('2026-11-01T00:00:00Z', { cost: parseUsd('64') }),
    entryAt('2026-10-02T00:00:00Z', {
      cost: parseUsd('4'),
      resource: { type: 'episode', id: 'other' },
      status: 'unpriced',
    }),
  ];

  interface Given {
    readonly now?: number;
    readonly tallies?: readonly { startedAt: number; used: number; applied: number }[];
    readonly isErasing?: readonly boolean[];
    readonly importedFrom?: Day;
    readonly lateVersions?: readonly bigint[];
  }

  async function close({ now = CUT, tallies = [], isErasing, importedFrom, lateVersions = [] }: Given = {}) {
    const closed: ClosedMonth[] = [];
    const erasures = [...(isErasing ?? [])];
    const versions = [...lateVersions];
    const asked: number[] = [];
    const months = {
      head: () => Promise.resolve(closed[0]),
      late: () =>
        Promise.resolve({
          ...NO_LATE,
          organisation: { ...NOTHING, version: versions.shift() ?? 0n },
          users: [LATE_USER],
        } as unknown as LateMonth),
      close: (one: ClosedMonth) => Promise.resolve(void closed.push(one)),
    } as Partial<ClosedMonthStore> as ClosedMonthStore;
    const ports = {
      totals: memorySpend(entries, { now }).totals,
      months,
      tallies: (at: number) => {
        asked.push(at);
        const hour = Math.floor(at / HOUR);
        return Promise.resolve(
          tallies
            .filter(({ startedAt }) => Math.floor(startedAt / HOUR) === hour)
            .map((one) => ({ key: { batch: 'b', partition: 'p' }, ...one })),
        );
      },
      ...(isErasing ? { isErasing: () => Promise.resolve(erasures.shift() ?? false) } : {}),
      ...(importedFrom ? { importedFrom: () => Promise.resolve(importedFrom) } : {}),
    };
    const again = () => closeMonth(OCTOBER, ports, now, 'UTC');
    return { result: await again(), closed, asked, again };
  }

  it('has what its days hold, from 48 hours after its end on, once', async () => {
    expect((await close({ now: CUT - 1 })).result).toBe('too early');
    const { result, closed, again, asked } = await close();
    expect([result, await again(), closed.length]).toEqual(['closed', 'closed before', 1]);
    expect(closed[0]).toMatchObject({
      month: OCTOBER,
      closedAt: CUT,
      organisation: { cost: parseUsd('7'), events: 3, unpriced: 1 },
      resources: 2,
      groups: [{ group: { type: 'podcast', id: 'pod-1' }, cost: parseUsd('5'), events: 2, resources: 2 }],
      users: [
        { name: 'user-42', cost: parseUsd('5'), events: 2, unpriced: 1, late: undefined },
        { name: 'user-2', cost: parseUsd('2'), late: LATE_USER },
      ],
    });
    // As long as the stream keeps its records, and the hours around.
    expect([asked.length, asked[0], asked.at(-1)]).toEqual([27, CUT, CUT - 26 * HOUR]);
  });

  it.each([
    [
      'a batch from before the cut is open',
      { tallies: [{ startedAt: CUT - 1, used: 2, applied: 1 }] },
      'busy',
    ],
    ['one of 26 hours before is', { tallies: [{ startedAt: CUT - 26 * HOUR, used: 2, applied: 1 }] }, 'busy'],
    ['one of before that is', { tallies: [{ startedAt: CUT - 27 * HOUR, used: 2, applied: 1 }] }, 'closed'],
    ['one from the cut on is', { tallies: [{ startedAt: CUT, used: 2, applied: 1 }] }, 'closed'],
    ['one from before is added', { tallies: [{ startedAt: CUT - 1, used: 2, applied: 2 }] }, 'closed'],
    ['a user is being erased', { isErasing: [true] }, 'busy'],
    ['an erasure begins meanwhile', { isErasing: [false, true] }, 'busy'],
    ['nobody is being erased', { isErasing: [false, false] }, 'closed'],
    ['something late comes meanwhile', { lateVersions: [1n, 2n] }, 'busy'],
    ['something late came before', { lateVersions: [2n, 2n] }, 'closed'],
    ['an import of the month is open', { importedFrom: aDay('2026-10-31') }, 'import open'],
    ['an import of an earlier month is open', { importedFrom: aDay('2026-01-01') }, 'import open'],
    ['an import of the next month is open', { importedFrom: aDay('2026-11-01') }, 'closed'],
  ] as const)('where %s', async (_, given: Given, result) => {
    expect((await close(given)).result).toBe(result);
  });
});

async function closeAll(entries: readonly Entry[], now: string, closeAfterDays = 0) {
  const months = {
    head: (month: string) => Promise.resolve(month === '2026-09' ? {} : undefined),
    late: () => Promise.resolve(NO_LATE),
    close: () => Promise.resolve(),
  } as Partial<ClosedMonthStore> as ClosedMonthStore;
  const { totals } = memorySpend(entries, { now: 0 });
  const ports = { totals, months, tallies: () => Promise.resolve([]) };
  return [...(await closeMonths(ports, Date.parse(now), 'UTC', closeAfterDays))].map((one) => one.join(' '));
}
const SINCE_AUGUST = [entryAt('2026-08-05T10:00:00Z'), entryAt('2026-10-05T10:00:00Z')];

describe('closing what may be closed', () => {
  it('takes every month since the first day, oldest first, as soon as it may', async () => {
    const before = ['2026-08 closed', '2026-09 closed before'];
    expect(await closeAll(SINCE_AUGUST, '2026-11-02T23:59:59.999Z')).toEqual([
      ...before,
      '2026-10 too early',
    ]);
    expect(await closeAll(SINCE_AUGUST, '2026-11-03T00:00:00Z')).toEqual([...before, '2026-10 closed']);
    expect(await closeAll(SINCE_AUGUST, '2026-10-31T23:59:59Z')).toEqual(before);
    expect(await closeAll([], '2026-11-03T00:00:00Z')).toEqual([]);
  });

  it('waits as long as the stage wishes', async () => {
    expect(await closeAll(SINCE_AUGUST, '2026-11-10T23:59:59.999Z', 10)).toHaveLength(2);
    expect(await closeAll(SINCE_AUGUST, '2026-11-11T00:00:00Z', 10)).toHaveLength(3);
  });

  it('takes months that hold nothing for two years back, and those that hold something for ever', async () => {
    const found = await closeAll([entryAt('2020-05-05T10:00:00Z')], '2026-11-05T00:00:00Z');
    expect([found.length, found[0], found[1], found.at(-1)]).toEqual([
      25,
      '2020-05 closed',
      '2024-11 closed',
      '2026-10 closed',
    ]);
  });
});
