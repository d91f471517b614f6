import { describe, expect, it } from 'vitest';
import { ZERO_USD, picoUsd } from '../../../core/money/decimal.ts';
import { hasBit } from '../../../core/spend/bitmap.ts';
import type { AggregatePorts } from '../../../core/spend/aggregate-usage.ts';
import type { StoredRecord } from '../../../core/spend/ledger-record.ts';
import {
  isAtItsEnd,
  type MarkTally,
  type OpenMarkReader,
  openMarksPass,
  openPositions,
  pushOpenEntries,
  pushOpenMarks,
  stepOfPass,
} from '../../../core/spend/push-open-marks.ts';
import { type Mark, markName } from '../../../core/spend/spend-ports.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from '../../../core/time/ledger-time.ts';
import { anEntry } from '../../../testing/factories.ts';

const NOW = Date.parse('2026-11-20T12:30:00Z');
const ALL = { pass: undefined, hours: 2, deadline: Infinity };

/** The tally of a batch that began some minutes ago, of whose ten entries some are added. */
function tally(
  minutes: number,
  { batch = `b${1000 - minutes}`, partition = 'p', applied = 0 } = {},
): MarkTally {
  return { key: { batch, partition }, startedAt: NOW - minutes * MINUTE_MS, used: 10, applied };
}

function record(batch: string, index = 0, partition = 'p') {
  const entry = anEntry({ id: `${batch}-${index}`, mark: { batch, index }, cost: picoUsd(5n) });
  return { sequence: '1', partition, content: { entry } };
}

function page<T>(items: readonly T[], after = '0') {
  const end = Number(after) + 2;
  const next = end < items.length ? String(end) : undefined;
  return Promise.resolve({ items: items.slice(Number(after), end), next });
}

/** Two items a page, as a table brings them; what was asked for is noted. */
function readerOf(tallies: readonly MarkTally[], records: readonly StoredRecord[] = []) {
  const reads: string[] = [];
  const ofHour = (at: Instant) =>
    tallies.filter(({ startedAt }) => Math.floor(startedAt / HOUR_MS) === Math.floor(at / HOUR_MS));
  const reader: OpenMarkReader = {
    tallies: (at) => Promise.resolve(ofHour(at)),
    someTallies: (at, after) => page(ofHour(at), after),
    someRecords: (partition, { from, to }, after) => {
      reads.push(`${partition} ${from} to ${to}`);
      const found = records.filter(
        ({ partition: of, content }) =>
          of === partition &&
          'entry' in content &&
          content.entry.mark.batch >= from &&
          content.entry.mark.batch <= to,
      );
      return page(found, after);
    },
  };
  return { reader, reads };
}

/** Marks and the number of additions in memory; `refuses` names entries whose totals cannot be written. */
function totalsOf({ refuses = [] as readonly string[], busy = [] as readonly string[] } = {}) {
  const marks = new Map<string, Mark>();
  const listed: string[] = [];
  const quarantined: string[] = [];
  const ports: AggregatePorts = {
    clock: { now: () => NOW },
    pause: () => Promise.resolve(),
    quarantine: ({ name }) => Promise.resolve(void quarantined.push(name)),
    totals: {
      readMarks: (keys) =>
        Promise.resolve(
          new Map(keys.map((key) => [markName(key), marks.get(markName(key)) ?? { bits: undefined }])),
        ),
      putHistory: (listings) => Promise.resolve(void listed.push(...listings.map(({ id }) => id))),
      commit: (updates) => {
        const names = updates.map(({ key }) => key.batch);
        if (names.some((name) => refuses.includes(name))) return Promise.resolve('unwritable');
        if (names.some((name) => busy.includes(name))) return Promise.resolve('busy');
        for (const { key, bits } of updates) marks.set(markName(key), { bits });
        return Promise.resolve('committed');
      },
      totalKey: ({ total }) => JSON.stringify(total),
      takeContention: () => ({ commits: 0, repeated: 0 }),
    },
  };
  const isAdded = (batch: string, index = 0, partition = 'p') =>
    hasBit(marks.get(markName({ batch, partition }))?.bits, index);
  return { ports, isAdded, quarantined };
}

describe('a tally', () => {
  it('has open what is used and not added; a lost one has nothing open', () => {
    expect(openPositions(tally(20, { applied: 4 }))).toBe(6);
    expect(openPositions({ ...tally(20, { applied: 4 }), used: 0 })).toBe(0);
  });
});

describe('a pass over open marks', () => {
  const young = tally(14, { batch: 'young' });
  const due = tally(15, { batch: 'due' });
  const added = tally(20, { batch: 'added', applied: 10 });
  const oldest = tally(2 * 60 + 29, { batch: 'a-oldest' });
  const tooOld = tally(2 * 60 + 31, { batch: 'too-old' });

  it('adds what is open for 15 minutes or longer, of the hours that it looks at, page by page', async () => {
    const tallies = [young, due, added, oldest, tooOld, tally(16, { batch: 'other', partition: 'q' })];
    const records = tallies.map(({ key }) => record(key.batch, 3, key.partition));
    const { reader, reads } = readerOf(tallies, records);
    const { ports, isAdded } = totalsOf();
    const pass = await pushOpenMarks(reader, ports, ALL, 'UTC');
    expect(pass).toMatchObject({ startedAt: NOW, hour: -1, marks: 3, failed: 0, open: {} });
    expect(isAtItsEnd(pass)).toBe(true);
    const found = tallies.filter(({ key }) => isAdded(key.batch, 3, key.partition));
    expect(found.map(({ key }) => key.batch)).toEqual(['due', 'a-oldest', 'other']);
    // One range a partition, whatever lies between its ends; the rest of the pages follow.
    expect(reads).toEqual(['p a-oldest to due', 'p a-oldest to due', 'q other to other']);
  });

  it.each([
    [['m', 'c', 'x'], 'c to x'],
    [['c', 'm', 'x'], 'c to x'],
    [['x', 'm', 'c'], 'c to x'],
  ])('asks for one range of the batches %j', async (batches, range) => {
    const { reader, reads } = readerOf(batches.map((batch) => tally(20, { batch })));
    await pushOpenMarks(reader, totalsOf().ports, ALL, 'UTC');
    expect(reads).toEqual([`p ${range}`]);
  });

  it('goes on where the last run stopped, and comes to the same', async () => {
    const tallies = [20, 21, 22, 23, 90].map((minutes) => tally(minutes));
    const records = tallies.flatMap(({ key }) => [record(key.batch, 0), record(key.batch, 1)]);
    const { reader } = readerOf(tallies, records);
    const { ports, isAdded } = totalsOf();
    let pass = await pushOpenMarks(reader, ports, { ...ALL, deadline: NOW }, 'UTC');
    let runs = 1;
    for (; !isAtItsEnd(pass); runs++)
      pass = await pushOpenMarks(reader, ports, { ...ALL, pass, deadline: NOW }, 'UTC');
    // Three hours, of which one has two pages of marks; five pages of records.
    expect([runs, pass.marks, pass.failed]).toEqual([4 + 5, 5, 0]);
    expect(tallies.every(({ key }) => isAdded(key.batch, 0) && isAdded(key.batch, 1))).toBe(true);
    const again = await pushOpenMarks(reader, ports, { ...ALL, pass }, 'UTC');
    expect(again).toEqual(pass);
  });

  it('does in one run what it has the time for', async () => {
    const { reader } = readerOf([tally(20), tally(90)]);
    let reads = 0;
    const counting: OpenMarkReader = {
      ...reader,
      someTallies: (at, after) => {
        reads++;
        return reader.someTallies(at, after);
      },
    };
    await pushOpenMarks(counting, totalsOf().ports, { ...ALL, deadline: NOW + 1 }, 'UTC');
    expect(reads).toBe(3);
  });

  it('counts records that could not be added', async () => {
    const tallies = [tally(20, { batch: 'a' }), tally(20, { batch: 'b' })];
    const { reader } = readerOf(tallies, [record('a'), record('b', 0), record('b', 1)]);
    const { ports, isAdded } = totalsOf({ busy: ['a'] });
    const pass = await pushOpenMarks(reader, ports, ALL, 'UTC');
    expect([pass.failed, isAdded('a')]).toEqual([2, false]);
    expect(isAdded('b', 1)).toBe(true);
  });

  it.each([
    [1000, false],
    [1001, true],
  ])('knows %i open marks by name, and beyond a thousand the range alone', async (count, takesAll) => {
    const tallies = Array.from({ length: count }, (_, index) => tally(20, { batch: `b${1000 + index}` }));
    const someTallies: OpenMarkReader['someTallies'] = () =>
      Promise.resolve({ items: tallies, next: undefined });
    const { ports, isAdded } = totalsOf();
    const { reader } = readerOf([], [record('b1000'), record('b1500x')]);
    await pushOpenMarks({ ...reader, someTallies }, ports, { ...ALL, hours: 0 }, 'UTC');
    expect([isAdded('b1000'), isAdded('b1500x')]).toEqual([true, takesAll]);
  });

  it('takes a step at its end for nothing', async () => {
    const end = { ...openMarksPass(NOW, 0), hour: -1 };
    const { reader, reads } = readerOf([]);
    const take = (partition: string) => Promise.resolve({ next: undefined, failed: reads.push(partition) });
    expect(await stepOfPass(end, reader, take)).toBe(end);
    expect(reads).toEqual([]);
    expect(isAtItsEnd(openMarksPass(NOW, 0))).toBe(false);
  });
});

describe('entries that a pass over a day found open', () => {
  it('are added; what those cost that are not is missing, whichever its sign', async () => {
    const stored = [
      record('good'),
      record('bad'),
      record('busy'),
      {
        ...record('back'),
        content: { entry: anEntry({ mark: { batch: 'back', index: 0 }, cost: picoUsd(-7n) }) },
      },
    ];
    const open = stored.map(({ content }) => ({
      mark: { batch: content.entry.mark.batch, partition: 'p' },
      id: '',
    }));
    const read = (entries: readonly { mark: { batch: string } }[]) =>
      Promise.resolve(
        stored.filter(({ content }) => entries.some(({ mark }) => mark.batch === content.entry.mark.batch)),
      );
    const all = totalsOf();
    expect(await pushOpenEntries(open, read, all.ports, 'UTC')).toEqual({ pushed: 4, missing: ZERO_USD });
    expect(await pushOpenEntries(open, read, all.ports, 'UTC')).toEqual({ pushed: 4, missing: ZERO_USD });

    const bad = totalsOf({ refuses: ['bad', 'back'] });
    expect(await pushOpenEntries(open, read, bad.ports, 'UTC')).toEqual({ pushed: 2, missing: picoUsd(12n) });
    expect(bad.quarantined).toHaveLength(2);
    const busy = totalsOf({ busy: ['busy'] });
    expect(await pushOpenEntries(open.slice(2, 3), read, busy.ports, 'UTC')).toEqual({
      pushed: 0,
      missing: picoUsd(5n),
    });
  });
});
