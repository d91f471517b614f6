import { ascending, orderedBy } from '../order.ts';
import { type EntryChain, standing } from './adjust-entry.ts';
import type { Entry } from './entry.ts';

/**
 * The entries of some days as they stand after their corrections: what was voided is left out, and corrections are
 * no entries of their own. Pages come by lane and id, as a day is read; in that order whatever stands between an
 * entry and its corrections begins with the entry's id, so that few of them wait at a time.
 */
export async function* standingEntries(
  pages: AsyncIterable<readonly Entry[]>,
): AsyncGenerator<readonly Entry[]> {
  const waiting: OpenChain[] = [];
  for await (const page of pages) {
    const done: Entry[] = [];
    for (const entry of page) {
      for (let last = waiting.at(-1); last && !canFollow(entry, last.entry); last = waiting.at(-1)) {
        done.push(...standingOf(last));
        waiting.pop();
      }
      if (entry.correctionOf === undefined) waiting.push({ entry, adjustments: [] });
      else waiting.findLast((one) => one.entry.id === entry.correctionOf)?.adjustments.push(entry);
    }
    if (done.length > 0) yield done;
  }
  if (waiting.length > 0) yield waiting.flatMap(standingOf);
}

interface OpenChain extends EntryChain {
  readonly adjustments: Entry[];
}

function canFollow(next: Entry, entry: Entry): boolean {
  return next.day === entry.day && next.lane === entry.lane && next.id.startsWith(entry.id);
}

function standingOf(chain: EntryChain): Entry[] {
  const entry = standing(chain);
  return entry ? [entry] : [];
}

/** The same of a list in any order that holds every correction of its entries. */
export function standingAmong(entries: readonly Entry[]): Entry[] {
  const corrections = Map.groupBy(
    entries.filter(({ correctionOf }) => correctionOf !== undefined),
    ({ day, lane, correctionOf }) => chainName(day, lane, correctionOf),
  );
  return entries
    .filter(({ correctionOf }) => correctionOf === undefined)
    .flatMap((entry) => {
      const adjustments = corrections.get(chainName(entry.day, entry.lane, entry.id)) ?? [];
      return standingOf({ entry, adjustments: adjustments.toSorted(byPlace) });
    });
}

const byPlace = orderedBy<Entry>(ascending(({ id }) => id));

function chainName(day: string, lane: number, id: string | undefined): string {
  return JSON.stringify([day, lane, id]);
}
