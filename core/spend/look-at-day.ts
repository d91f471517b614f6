import type { JobWork } from '../jobs/work-store.ts';
import { formatDecimal, parseUsd } from '../money/decimal.ts';
import type { Day, Instant } from '../time/ledger-time.ts';
import type { EntryChain } from '../usage/entry-chain.ts';
import { type DayPage, DayPart, type DayPlace, StepBudget } from '../usage/day-part.ts';
import type { Entry, EntryKey } from '../usage/entry.ts';
import { type OpenChainPlace, StandingEntries } from '../usage/standing-entries.ts';
import { type DayFactsStore, mostExpensiveOf, type RankedEntry, rankedEntry } from './day-facts.ts';
import { dayVersions } from './read-day-facts.ts';
import type { TotalsReader } from './totals-reader.ts';

/** Looks at all entries of a day, as they are after corrections, while a roll-up reads them. */
export interface DayObserver {
  readonly see: (entries: readonly Entry[]) => void;
  /** What was seen so far, as JSON, for the next step. */
  readonly save: () => Promise<unknown>;
  /** Keeps what was seen; not called when the day could not be read whole. */
  readonly end: () => Promise<void>;
}

export interface LookPorts {
  readonly totals: Pick<TotalsReader, 'cells' | 'countUsers'>;
  /** Entries and corrections of a day; with `after`, those behind that place. */
  readonly entries: (day: Day, after: DayPlace | undefined) => AsyncIterable<DayPage>;
  /** An entry with its corrections, oldest first. */
  readonly chain: (key: EntryKey) => Promise<EntryChain>;
  readonly facts: DayFactsStore;
  /** Keeps the sums of a day's users, resources and groups side by side, if its totals stand still. */
  readonly keepDaySums: (day: Day) => Promise<unknown>;
  /** `saved` is what an earlier step of the same look gave. */
  readonly observe: (day: Day, saved: unknown, work: JobWork) => Promise<DayObserver>;
  readonly now: () => Instant;
}

/** How far a look has come; kept as JSON. */
export interface DayLook {
  /** Of the day's totals before anything was read. */
  readonly version: string;
  readonly activeUsers: number;
  readonly after?: DayPlace | undefined;
  /** Entries whose corrections may follow. */
  readonly open: readonly OpenChainPlace[];
  readonly mostExpensive: readonly (Omit<RankedEntry, 'cost'> & { readonly costUsd: string })[];
  readonly observed?: unknown;
}

/**
 * Reads the entries of a day once: keeps the most expensive and the number of users, and shows them to an observer.
 * Reads on until `most` entries were looked at; answers where the next step goes on, undefined at the end.
 */
export async function lookAtDay(
  day: Day,
  look: DayLook | undefined,
  most: number,
  work: JobWork,
  ports: LookPorts,
): Promise<DayLook | undefined> {
  const begun = look ?? (await beginLook(day, ports));
  const observer = await ports.observe(day, begun.observed, work);
  const standing = new StandingEntries(await openChains(day, begun.open, ports));
  let mostExpensive = begun.mostExpensive.map(rankOfJson);
  const see = (entries: readonly Entry[]) => {
    observer.see(entries);
    mostExpensive = mostExpensiveOf([...mostExpensive, ...entries.map(rankedEntry)]);
  };
  const part = new DayPart(ports.entries(day, begun.after), new StepBudget(most, () => false));
  for await (const page of part.entries()) see(standing.take(page));
  if (part.next) {
    return {
      ...begun,
      after: part.next,
      open: standing.open(),
      mostExpensive: mostExpensive.map(rankJson),
      observed: await observer.save(),
    };
  }
  see(standing.rest());
  const { activeUsers, version } = begun;
  await ports.facts.put({ day, madeAt: ports.now(), version: BigInt(version), activeUsers, mostExpensive });
  await ports.keepDaySums(day);
  await observer.end();
  return undefined;
}

async function beginLook(day: Day, { totals }: LookPorts): Promise<DayLook> {
  // Read before anything else: what is added meanwhile makes the facts old, and they are made again.
  const version = dayVersions(await totals.cells({ from: day, to: day }))(day) ?? 0n;
  return {
    version: String(version),
    activeUsers: await totals.countUsers(day),
    open: [],
    mostExpensive: [],
  };
}

async function openChains(
  day: Day,
  open: readonly OpenChainPlace[],
  { chain }: LookPorts,
): Promise<EntryChain[]> {
  const chains: EntryChain[] = [];
  for (const { lane, id, corrections: seen } of open) {
    const { entry, corrections } = await chain({ day, lane, id });
    chains.push({ entry, corrections: corrections.slice(0, seen) });
  }
  return chains;
}

function rankJson({ cost, ...entry }: RankedEntry): DayLook['mostExpensive'][number] {
  return { ...entry, costUsd: formatDecimal(cost) };
}

function rankOfJson({ costUsd, ...entry }: DayLook['mostExpensive'][number]): RankedEntry {
  return { ...entry, cost: parseUsd(costUsd) };
}
