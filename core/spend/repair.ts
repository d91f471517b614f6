import { negate, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import type { Clock } from '../time/ledger-time.ts';
import { hasBit } from './bitmap.ts';
import { isZero, subtractContribution } from './contribution-difference.ts';
import { addContribution, type Contribution, contributionsOf, isLate } from './contributions.ts';
import { OPEN_TOO_LONG_MS } from './push-open-marks.ts';
import type { CountedEntry, OpenEntry, RepairScope, RepairStore, StandingTotal } from './repair-ports.ts';
import { type Mark, type MarkKey, markName } from './spend-ports.ts';

export interface RepairPorts {
  readonly store: RepairStore;
  readonly clock: Clock;
  readonly pause: (attempt: number) => Promise<void>;
  /** Called after each page of entries, for progress. */
  readonly progress?: (entries: number) => void;
}

/** A total that did not equal its entries, by how much, and that it does now. */
interface Repair {
  readonly key: string;
  readonly difference: Contribution;
}

export interface RepairReport {
  readonly scope: string;
  readonly entries: number;
  /** How many of the entries are late for their month. */
  readonly late: number;
  readonly totals: number;
  readonly repairs: readonly Repair[];
  /** Totals that changed at every try; a later pass takes them when their day is closed. */
  readonly busy: readonly string[];
  /** What was measured at the last try and could not be added, without regard to the sign. */
  readonly unrepaired: PicoUsd;
  /** Entries whose bit is open for too long: their stream record is lost. */
  readonly open: readonly OpenEntry[];
}

/** The report of totals that were found right without their entries. */
export function nothingWrong(scope: string, totals: number): RepairReport {
  return { scope, entries: 0, late: 0, totals, repairs: [], busy: [], unrepaired: ZERO_USD, open: [] };
}

/** Open entries that one pass hands back; after a long outage the next pass takes the rest. */
export const MOST_OPEN = 10_000;

/** Tries before a total that keeps changing is left to a later pass. */
export const MAX_TRIES = 8;

/** Differences written at the same time. */
const WRITES_AT_ONCE = 16;

/**
 * Makes every total of a scope equal the sum of its entries while traffic flows, by adding the measured
 * difference and never by setting: reads totals, entries and marks, then the totals again; where the
 * version did not move, no bit of the total was set in between, so the three reads are one snapshot, and
 * the difference (entries whose bit is set, minus the total) is a fact that correct additions do not
 * change. Running it twice, or twice at once, adds nothing the second time.
 */
export async function repairScope(scope: RepairScope, ports: RepairPorts): Promise<RepairReport> {
  const repairs: Repair[] = [];
  let busy: string[] = [];
  let last = { entries: 0, late: 0, totals: 0, open: [] as readonly OpenEntry[], unrepaired: ZERO_USD };
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const measured = await measure(scope, ports);
    busy = measured.moved;
    const added = await addDifferences(measured.differences, ports);
    last = { ...measured, unrepaired: added.unrepaired };
    repairs.push(...added.repairs);
    busy.push(...added.busy);
    if (busy.length === 0) break;
    await ports.pause(attempt);
  }
  const { entries, late, totals, open, unrepaired } = last;
  return { scope: scope.name, entries, late, totals, repairs, busy, unrepaired, open };
}

interface Difference {
  readonly seen: StandingTotal;
  readonly difference: Contribution;
}

/** A few at a time: a rebuild from nothing writes every total of the day. */
async function addDifferences(differences: readonly Difference[], { store, clock }: RepairPorts) {
  const repairs: Repair[] = [];
  const busy: string[] = [];
  let unrepaired = ZERO_USD;
  for (let start = 0; start < differences.length; start += WRITES_AT_ONCE) {
    const some = differences.slice(start, start + WRITES_AT_ONCE);
    await Promise.all(
      some.map(async ({ seen, difference }) => {
        const key = store.totalKey(difference);
        if (await store.addDifference(difference, seen, clock.now())) repairs.push({ key, difference });
        else {
          busy.push(key);
          unrepaired = plus(unrepaired, difference.cost < 0n ? negate(difference.cost) : difference.cost);
        }
      }),
    );
  }
  return { repairs, busy, unrepaired };
}

interface Measured {
  readonly entries: number;
  readonly late: number;
  readonly totals: number;
  readonly differences: readonly Difference[];
  readonly moved: string[];
  readonly open: readonly OpenEntry[];
}

async function measure(scope: RepairScope, ports: RepairPorts): Promise<Measured> {
  const before = await scope.totals();
  const { sums, entries, late, open } = await sumEntries(scope, ports);
  const after = await scope.totals();
  const differences: Difference[] = [];
  const moved: string[] = [];
  for (const key of new Set([...before.keys(), ...sums.keys(), ...after.keys()])) {
    const first = before.get(key);
    const last = after.get(key);
    if (first?.version !== last?.version || first?.updatedAt !== last?.updatedAt) {
      moved.push(key);
      continue;
    }
    const measured = differenceOf(sums.get(key), first);
    if (measured) differences.push(measured);
  }
  return { entries, late, totals: after.size, differences, moved, open };
}

function differenceOf(sum: Contribution | undefined, standing: StandingTotal | undefined) {
  const id = sum?.total ?? standing?.total;
  if (!id) return undefined;
  const zero: Contribution = { total: id, cost: ZERO_USD, events: 0, unpriced: 0 };
  const seen: StandingTotal = standing ?? { ...zero, version: 0n };
  const difference = subtractContribution(sum ?? zero, seen);
  // A total that begins with a repair learns of its first event here.
  difference.firstAt = sum?.firstAt;
  return isZero(difference) ? undefined : { seen, difference };
}

/** Sums the entries whose bit is set; an entry without its bit is left to the aggregator. */
async function sumEntries(scope: RepairScope, ports: RepairPorts) {
  const sums = new Map<string, Contribution>();
  const marks = new Map<string, Mark>();
  const open: OpenEntry[] = [];
  const lostBefore = ports.clock.now() - OPEN_TOO_LONG_MS;
  let entries = 0;
  let late = 0;
  for await (const page of scope.entries()) {
    await readNewMarks(page, marks, ports);
    for (const entry of page) {
      if (isLate(entry.facts, scope.timeZone)) late++;
      if (isCounted(entry, marks, ports)) addToSums(entry, scope, sums, ports);
      else if (open.length < MOST_OPEN && ports.store.startedAt(entry.mark) < lostBefore) {
        open.push({ mark: entry.mark, id: entry.id });
      }
    }
    entries += page.length;
    ports.progress?.(entries);
  }
  return { sums, entries, late, open };
}

function addToSums(
  entry: CountedEntry,
  scope: RepairScope,
  sums: Map<string, Contribution>,
  { store }: RepairPorts,
): void {
  for (const contribution of contributionsOf(entry.facts, scope.timeZone)) {
    if (!scope.covers(contribution)) continue;
    const key = store.totalKey(contribution);
    const sum = sums.get(key);
    if (sum) addContribution(sum, contribution);
    else sums.set(key, copyOf(contribution));
  }
}

function copyOf(contribution: Contribution): Contribution {
  const copy: Contribution = { total: contribution.total, cost: ZERO_USD, events: 0, unpriced: 0 };
  addContribution(copy, contribution);
  return copy;
}

/** Bits of a total whose version is unchanged cannot change, so a mark read once serves the whole pass. */
async function readNewMarks(
  page: readonly CountedEntry[],
  marks: Map<string, Mark>,
  { store, clock }: RepairPorts,
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
  { store, clock }: RepairPorts,
): boolean {
  const mark = marks.get(markName(entry.mark));
  return mark ? hasBit(mark.bits, entry.index) : store.markIsGone(entry.mark, clock.now());
}
