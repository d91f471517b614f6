import { ascending, orderedBy } from '../order.ts';
import { type EntryChain, standing } from './entry-chain.ts';
import type { Entry } from './entry.ts';

/** An entry whose corrections may follow, and how many of them came already; kept as JSON. */
export interface OpenChainPlace extends Pick<Entry, 'lane' | 'id'> {
  readonly corrections: number;
}

/**
 * Entries as they are after their corrections: what was voided is left out, and corrections are no entries of their
 * own. Pages of one day go in by lane and id; in that order what comes between an entry and its corrections begins
 * with the entry's id, so that few of them wait at a time.
 */
export class StandingEntries {
  readonly #waiting: OpenChain[];

  /** `waiting`: what an earlier reader had open when it stopped. */
  constructor(waiting: readonly EntryChain[] = []) {
    this.#waiting = waiting.map(({ entry, corrections }) => ({ entry, corrections: [...corrections] }));
  }

  /** Takes the next page; answers the entries to which nothing can come any more. */
  take(page: readonly Entry[]): Entry[] {
    const waiting = this.#waiting;
    const done: Entry[] = [];
    for (const entry of page) {
      for (let last = waiting.at(-1); last && !canFollow(entry, last.entry); last = waiting.at(-1)) {
        done.push(...standingOf(last));
        waiting.pop();
      }
      if (entry.correctionOf === undefined) waiting.push({ entry, corrections: [] });
      else waiting.findLast((one) => one.entry.id === entry.correctionOf)?.corrections.push(entry);
    }
    return done;
  }

  /** What still waits for corrections, for a reader that goes on behind the last page. */
  open(): OpenChainPlace[] {
    return this.#waiting.map(({ entry: { lane, id }, corrections }) => ({
      lane,
      id,
      corrections: corrections.length,
    }));
  }

  /** The entries that were still open, at the end of the last page. */
  rest(): Entry[] {
    return this.#waiting.splice(0).flatMap(standingOf);
  }
}

interface OpenChain extends EntryChain {
  readonly corrections: Entry[];
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
  const byEntry = Map.groupBy(
    entries.filter(({ correctionOf }) => correctionOf !== undefined),
    ({ day, lane, correctionOf }) => chainName(day, lane, correctionOf),
  );
  return entries
    .filter(({ correctionOf }) => correctionOf === undefined)
    .flatMap((entry) => {
      const corrections = byEntry.get(chainName(entry.day, entry.lane, entry.id)) ?? [];
      return standingOf({ entry, corrections: corrections.toSorted(byPlace) });
    });
}

const byPlace = orderedBy<Entry>(ascending(({ id }) => id));

function chainName(day: string, lane: number, id: string | undefined): string {
  return JSON.stringify([day, lane, id]);
}
