import type { Clock } from '../time/ledger-time.ts';
import { hasBit } from './bitmap.ts';
import { copyOfContribution } from './contribution-difference.ts';
import { addContribution, type Contribution, contributionsOf, isLate } from './contributions.ts';
import { OPEN_TOO_LONG_MS } from './push-open-marks.ts';
import type { CountedEntry, OpenEntry, RepairScope, RepairStore, StandingTotal } from './repair-ports.ts';
import { type Mark, type MarkKey, markName } from './spend-ports.ts';

/** How much one step of a repair takes into memory. */
export interface RepairLimits {
  /** Entries that are read. */
  readonly entries: number;
  /** Totals that are held: those that stand, and those that entries add to. */
  readonly totals: number;
}

/** Where a step begins: at a total or, when all are known, at an entry. Kept as JSON. */
export interface GatherPlace {
  readonly part: 'totals' | 'entries';
  readonly after?: string | undefined;
}

/** The state of a total before its entries were read. */
export type KnownTotal = Pick<StandingTotal, 'total' | 'version' | 'updatedAt'>;

/** What one step found. */
export interface Gathered {
  readonly known: Map<string, KnownTotal>;
  readonly sums: Map<string, Contribution>;
  /** Entries whose bit is open for too long. */
  readonly open: OpenEntry[];
  entries: number;
  /** How many of them are late for their month. */
  late: number;
  /** Where the next step goes on; undefined: everything was read. */
  next: GatherPlace | undefined;
}

export interface GatherPorts {
  readonly store: Pick<RepairStore, 'readMarks' | 'totalKey' | 'startedAt' | 'markIsGone'>;
  readonly clock: Clock;
}

/** Open entries that one pass hands back; after a long outage the next pass takes the rest. */
export const MOST_OPEN = 10_000;

/**
 * Reads on from `place`: first the versions of all totals of the scope, then its entries, of which those whose bit is
 * set are summed up by total. An entry without its bit is left to the aggregator. Ends with the scope, or with the
 * page that reaches a limit.
 */
export async function gather(
  scope: RepairScope,
  place: GatherPlace,
  limits: RepairLimits,
  ports: GatherPorts,
): Promise<Gathered> {
  const found: Gathered = {
    known: new Map(),
    sums: new Map(),
    open: [],
    entries: 0,
    late: 0,
    next: undefined,
  };
  const isFull = () => found.known.size + found.sums.size >= limits.totals;
  if (place.part === 'totals') {
    for await (const { items, next } of scope.totals({ after: place.after, atOnce: limits.totals })) {
      for (const [key, { total, version, updatedAt }] of items)
        found.known.set(key, { total, version, updatedAt });
      if (next === undefined || !isFull()) continue;
      return { ...found, next: { part: 'totals', after: next } };
    }
  }
  const marks = new Map<string, Mark>();
  let looked = 0;
  const after = place.part === 'entries' ? place.after : undefined;
  for await (const page of scope.entries({ after, atOnce: limits.entries })) {
    await readNewMarks(page.items, marks, ports);
    for (const entry of page.items) take(entry, scope, found, marks, ports);
    looked += page.looked;
    if (page.next === undefined || (looked < limits.entries && !isFull())) continue;
    return { ...found, next: { part: 'entries', after: page.next } };
  }
  return found;
}

function take(
  entry: CountedEntry,
  scope: RepairScope,
  found: Gathered,
  marks: ReadonlyMap<string, Mark>,
  ports: GatherPorts,
): void {
  found.entries++;
  if (isLate(entry.facts, scope.timeZone)) found.late++;
  if (isCounted(entry, marks, ports)) addToSums(entry, scope, found.sums, ports);
  else if (
    found.open.length < MOST_OPEN &&
    ports.store.startedAt(entry.mark) < ports.clock.now() - OPEN_TOO_LONG_MS
  ) {
    found.open.push({ mark: entry.mark, id: entry.id });
  }
}

function addToSums(
  entry: CountedEntry,
  scope: RepairScope,
  sums: Map<string, Contribution>,
  { store }: GatherPorts,
): void {
  for (const contribution of contributionsOf(entry.facts, scope.timeZone)) {
    if (scope.covers(contribution)) addToSum(sums, store.totalKey(contribution), contribution);
  }
}

/** Adds to the sum of a key, or begins it; the sums own what they hold. */
export function addToSum(sums: Map<string, Contribution>, key: string, more: Contribution): void {
  const sum = sums.get(key);
  if (sum) addContribution(sum, more);
  else sums.set(key, copyOfContribution(more));
}

/** Bits of a total whose version is unchanged cannot change, so a mark read once serves the whole step. */
async function readNewMarks(
  page: readonly CountedEntry[],
  marks: Map<string, Mark>,
  { store, clock }: GatherPorts,
): Promise<void> {
  const wanted = new Map<string, MarkKey>();
  for (const { mark } of page) {
    const name = markName(mark);
    if (!marks.has(name) && !store.markIsGone(mark, clock.now())) wanted.set(name, mark);
  }
  if (wanted.size === 0) return;
  for (const [name, mark] of await store.readMarks([...wanted.values()])) marks.set(name, mark);
}

function isCounted(
  entry: CountedEntry,
  marks: ReadonlyMap<string, Mark>,
  { store, clock }: GatherPorts,
): boolean {
  const mark = marks.get(markName(entry.mark));
  return mark ? hasBit(mark.bits, entry.index) : store.markIsGone(entry.mark, clock.now());
}
