import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { picoUsd } from '../../../core/money/decimal.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { type OpenChainPlace, standingAmong, StandingEntries } from '../../../core/usage/standing-entries.ts';
import { aDay } from '../../../testing/dates.ts';
import { anEntry } from '../../../testing/factories.ts';
import { propertyRuns } from '../../../testing/property-runs.ts';

const aName = fc.constantFrom('a', 'b', '~', '~a', '!', '0');
const anId = fc.array(aName, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const anAmount = fc.integer({ min: 0, max: 1000 }).map((cost) => picoUsd(BigInt(cost)));
/** What became of an entry: prices that were corrected, and at last whether it was voided. */
const aHistory = fc.record({
  id: anId,
  lane: fc.nat(2),
  cost: anAmount,
  later: fc.array(anAmount, { maxLength: 3 }),
  voided: fc.boolean(),
});
type History = typeof aHistory extends fc.Arbitrary<infer One> ? One : never;

/** The entry and its corrections as a ledger has them. */
function stored({ id, lane, cost, later, voided }: History): Entry[] {
  const amounts = voided ? [...later, picoUsd(0n)] : later;
  const corrections = amounts.map((amount, index) => {
    const before = index === 0 ? cost : (amounts[index - 1] ?? cost);
    const isVoid = voided && index === amounts.length - 1;
    return anEntry({
      id: `${id}~a${String(index + 1).padStart(4, '0')}`,
      lane,
      correctionOf: id,
      cost: picoUsd(amount - before),
      adjusts: { events: isVoid ? -1 : 0, unpriced: 0 },
    });
  });
  return [anEntry({ id, lane, cost }), ...corrections];
}

/** In the order of keys: by lane, then by the bytes of the id. */
function inOrder(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((a, b) => a.lane - b.lane || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
}

/** In pages, each by a reader of its own that goes on where the one before it stopped. */
function inPages(entries: readonly Entry[], size: number): Entry[] {
  const done: Entry[] = [];
  let reader = new StandingEntries();
  for (let start = 0; start < entries.length; start += size) {
    done.push(...reader.take(entries.slice(start, start + size)));
    const open = JSON.parse(JSON.stringify(reader.open())) as ReturnType<typeof reader.open>;
    reader = new StandingEntries(open.map((place) => chainAt(place, entries)));
  }
  return [...done, ...reader.rest()];
}

/** An entry and so many of its corrections, as a reader finds them again. */
function chainAt({ lane, id, corrections }: OpenChainPlace, entries: readonly Entry[]) {
  const inLane = entries.filter((one) => one.lane === lane);
  const entry = inLane.find((one) => one.id === id && one.correctionOf === undefined) as Entry;
  return { entry, corrections: inLane.filter((one) => one.correctionOf === id).slice(0, corrections) };
}

const namesOf = (entries: readonly Entry[]) =>
  entries.map(({ lane, id, cost }) => `${lane} ${id} ${cost}`).toSorted();

describe('entries as they stand', () => {
  it('are what was not voided, at its last price, from pages of any size and from a list in any order', () => {
    const histories = fc.uniqueArray(aHistory, {
      selector: ({ lane, id }) => `${lane} ${id}`,
      maxLength: 12,
    });
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 5 }), (list, size) => {
        // An id that looks like a correction is refused at the border.
        const entries = list.flatMap(stored);
        const expected = list
          .filter(({ voided }) => !voided)
          .map(({ lane, id, cost, later }) => `${lane} ${id} ${later.at(-1) ?? cost}`)
          .toSorted();
        expect(namesOf(inPages(inOrder(entries), size))).toEqual(expected);
        expect(namesOf(standingAmong(entries.toReversed()))).toEqual(expected);
      }),
      propertyRuns(200),
    );
  });

  it('leave out a correction whose entry is not there', () => {
    const [, correction] = stored({
      id: 'a',
      lane: 0,
      cost: picoUsd(1n),
      later: [picoUsd(2n)],
      voided: false,
    }) as [Entry, Entry];
    expect(standingAmong([correction])).toEqual([]);
    expect(inPages([correction], 1)).toEqual([]);
  });
});

describe('an entry', () => {
  it('waits for those alone that may correct it: of its day, its lane, and an id that goes on', () => {
    const first = anEntry({ id: 'a', lane: 0 });
    const lets = (next: Entry) => new StandingEntries().take([first, next]).map(({ id }) => id);
    expect(lets(anEntry({ id: 'ab', lane: 0 }))).toEqual([]);
    expect(lets(anEntry({ id: 'ab', lane: 1 }))).toEqual(['a']);
    expect(lets(anEntry({ id: 'b', lane: 0 }))).toEqual(['a']);
    expect(lets(anEntry({ id: 'ab', lane: 0, day: aDay('2026-01-05') }))).toEqual(['a']);
  });
});
