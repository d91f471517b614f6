import { Buffer } from 'node:buffer';
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  integer,
  nat,
  oneof,
  string,
  uniqueArray,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archiveKey } from '../../../core/retention/archive-file.ts';
import type { ArchiveStore } from '../../../core/retention/archive-ports.ts';
import { ArchivedLines } from '../../../core/retention/archived-lines.ts';
import type { DayPlace } from '../../../core/usage/day-part.ts';
import { laneOf } from '../../../core/usage/lanes.ts';
import { aDay } from '../../../testing/dates.ts';
import { propertyRuns } from '../../../testing/property-runs.ts';

const DAY = aDay('2026-11-20');

function placeOf(id: string, lanes: number): DayPlace {
  return { lane: laneOf(id.replace(/~a\d+$/, ''), lanes), id };
}

/** As the table sorts them. */
function inTableOrder(ids: readonly string[], lanes: number): DayPlace[] {
  return ids
    .map((id) => placeOf(id, lanes))
    .toSorted((a, b) => a.lane - b.lane || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
}

/** Files as texts of ids; `open` says how many are being read, `most` how many were at once. */
function filesOf(files: readonly (readonly string[])[]) {
  const counts = { open: 0, most: 0 };
  const archive: Pick<ArchiveStore, 'lines'> = {
    async *lines(key) {
      counts.open++;
      counts.most = Math.max(counts.most, counts.open);
      try {
        const file = files.findIndex((_, index) => archiveKey(DAY, index) === key);
        for (const id of files[file] ?? []) yield await Promise.resolve(JSON.stringify({ id }));
      } finally {
        counts.open--;
      }
    },
  };
  return { archive: archive as ArchiveStore, counts };
}

const ids = uniqueArray(
  oneof(
    string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
    constantFrom('a', 'b', 'a~a0001', 'b~a0001', '\uFFFD', '\u{1F600}'),
  ),
  { maxLength: 30 },
);

describe('the lines of a day’s files', () => {
  it('are those of its entries that are in any of them, whatever has expired and in however many lanes', async () => {
    await assert(
      asyncProperty(ids, array(nat(5)), integer({ min: 1, max: 4 }), async (all, picks, lanes) => {
        const ordered = inTableOrder(all, lanes);
        // 0 and 1: expired but in a file; 2: in the table alone; else in both, in one of three files.
        const pick = (index: number) => picks[index % Math.max(1, picks.length)] ?? 3;
        const inFile = (file: number) =>
          ordered.filter((_, index) => pick(index) !== 2 && pick(index) % 3 === file).map(({ id }) => id);
        const { archive, counts } = filesOf([inFile(0), inFile(1), inFile(2)]);
        const lines = await ArchivedLines.of(archive, DAY, 3, [{ from: DAY, count: lanes }]);
        const found: [string, boolean][] = [];
        const wanted: [string, boolean][] = [];
        for (const [index, place] of ordered.entries()) {
          if (pick(index) < 2) continue;
          found.push([place.id, await lines.has(place)]);
          wanted.push([place.id, pick(index) !== 2]);
        }
        await lines.close();
        expect(found).toEqual(wanted);
        expect(counts.open).toBe(0);
      }),
      propertyRuns(100),
    );
  });

  it('are read of one file at a time where each goes on behind the one before', async () => {
    const all = inTableOrder(
      Array.from({ length: 60 }, (_, index) => `event-${index}`),
      2,
    );
    const parts = [0, 20, 40].map((from) => all.slice(from, from + 20).map(({ id }) => id));
    const { archive, counts } = filesOf(parts);
    const lines = await ArchivedLines.of(archive, DAY, 3, [{ from: DAY, count: 2 }]);
    for (const place of all) expect([place.id, await lines.has(place)]).toEqual([place.id, true]);
    expect(counts).toEqual({ open: 1, most: 1 });
    await lines.close();
    expect(counts.open).toBe(0);
  });
});
