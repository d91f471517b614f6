import { picoUsd, ZERO_USD } from '../../core/money/decimal.ts';
import { hasBit, withBits } from '../../core/spend/bitmap.ts';
import { copyOfContribution } from '../../core/spend/contribution-difference.ts';
import { addContribution, type Contribution, contributionsOf } from '../../core/spend/contributions.ts';
import { addToSum } from '../../core/spend/gather-entries.ts';
import type { RepairPorts, RepairSteps } from '../../core/spend/repair.ts';
import type { CountedEntry, PassStart, RepairScope, StandingTotal } from '../../core/spend/repair-ports.ts';
import { markName } from '../../core/spend/spend-ports.ts';
import type { Day, Instant, Month } from '../../core/time/ledger-time.ts';
import type { Entry } from '../../core/usage/entry.ts';
import { aDay } from '../../testing/dates.ts';
import { memoryWork } from '../../testing/memory-work.ts';
import { entryAt } from './memory-spend.ts';

/** A day with five entries in two batches, of two users, and when it is repaired. */
export const DAY = aDay('2026-11-20');
export const NOW = Date.parse('2026-11-21T03:00:00Z');
export const ENTRIES = Array.from({ length: 5 }, (_, index) =>
  entryAt(`2026-11-20T1${index}:00:00Z`, {
    id: `e${index}`,
    mark: { batch: index < 3 ? 'first' : 'second', index },
    userId: index === 4 ? 'user-2' : 'user-42',
    cost: picoUsd(10n),
  }),
);

/** The keys of two of its totals: of the user with four of the entries, and of their model. */
export const USER_KEY = JSON.stringify({
  kind: 'day',
  day: DAY,
  lane: 0,
  of: { kind: 'user', id: 'user-42' },
});
export const HOUR_KEY = JSON.stringify({
  kind: 'cell',
  day: DAY,
  lane: 0,
  provider: 'openai',
  service: 'llm',
  model: 'gpt-4o-mini',
});

/** Steps that take two entries and two totals each, and where they put things aside. */
export function smallSteps() {
  let names = 0;
  const store = memoryWork();
  const steps: RepairSteps = {
    limits: { entries: 2, totals: 2 },
    work: { store, folder: 'job/', newName: () => `run-${names++}` },
  };
  return { store, steps };
}

/** Items of a scope in pages of two, behind `after`. */
async function* pagesOf<T>(items: readonly T[], { after = '0' }: PassStart) {
  for (let start = Number(after); start < items.length; start += 2) {
    const next = start + 2 < items.length ? String(start + 2) : undefined;
    const page = items.slice(start, start + 2);
    yield await Promise.resolve({ items: page, looked: page.length, next });
  }
}

/** Entries, their marks and their totals in memory, for the rules of comparing and repairing them. */
export class MemoryRepair {
  readonly totals = new Map<string, StandingTotal>();
  readonly pauses: number[] = [];
  /** Called between two reads of a repair, as other writers would be. */
  meanwhile: (() => void) | undefined;
  /** Keys whose difference is never taken. */
  readonly refused = new Set<string>();
  readonly #entries: readonly CountedEntry[];
  readonly #bits = new Map<string, Uint8Array>();
  readonly #now: Instant;

  /** The entries are in all totals, but those that `open` names. */
  constructor(entries: readonly Entry[], now: Instant, open: readonly string[] = []) {
    this.#now = now;
    this.#entries = entries.map((entry, position) => ({
      mark: { batch: entry.mark.batch, partition: `E#${entry.day}#${entry.lane}` },
      index: position,
      id: entry.id,
      facts: entry,
    }));
    const counted = this.#entries.filter(({ id }) => !open.includes(id));
    const sums = new Map<string, Contribution>();
    for (const { facts, mark, index } of counted) {
      this.#bits.set(markName(mark), withBits(this.#bits.get(markName(mark)), [index]));
      for (const one of contributionsOf(facts, 'UTC')) addToSum(sums, this.keyOf(one), one);
    }
    for (const [key, sum] of sums) this.totals.set(key, { ...sum, version: 1n, updatedAt: now });
  }

  keyOf({ total }: Pick<Contribution, 'total'>): string {
    return JSON.stringify(total);
  }

  /** Adds to a total what no entry has, as a mistake would. */
  plant(key: string, more: Partial<Contribution>): void {
    const known = this.totals.get(key);
    if (!known) throw new Error(`no total ${key}`);
    const sum = copyOfContribution(known);
    addContribution(sum, { total: known.total, cost: ZERO_USD, events: 0, unpriced: 0, ...more });
    this.totals.set(key, { ...sum, version: known.version + 1n, updatedAt: known.updatedAt });
  }

  ports(startedAt: (batch: string) => Instant = () => this.#now): RepairPorts {
    return {
      clock: { now: () => this.#now },
      pause: (attempt) => Promise.resolve(void this.pauses.push(attempt)),
      store: {
        readMarks: (keys) =>
          Promise.resolve(
            new Map(keys.map((key) => [markName(key), { bits: this.#bits.get(markName(key)) }])),
          ),
        totalKey: (contribution) => this.keyOf(contribution),
        readTotal: () => Promise.reject(new Error('not asked for here')),
        readCounts: () =>
          Promise.resolve([...this.totals.values()].filter(({ total }) => total.kind === 'counts')),
        addDifference: (difference, seen, at) => {
          const key = this.keyOf(difference);
          const known = this.totals.get(key);
          if (this.refused.has(key) || (known?.version ?? 0n) !== seen.version) return Promise.resolve(false);
          const sum = known
            ? copyOfContribution(known)
            : copyOfContribution({ ...difference, cost: ZERO_USD, events: 0, unpriced: 0 });
          if (known) addContribution(sum, difference);
          this.totals.set(key, {
            ...(known ? sum : copyOfContribution(difference)),
            version: seen.version + 1n,
            updatedAt: at,
          });
          return Promise.resolve(true);
        },
        startedAt: ({ batch }) => startedAt(batch),
        markIsGone: ({ batch }, now) => startedAt(batch) < now - 90 * 86_400_000,
      },
    };
  }

  #scope(name: string, holds: (entry: CountedEntry) => boolean, covers: RepairScope['covers']): RepairScope {
    const standing = () => [...this.totals].filter(([, total]) => covers(total));
    return {
      name,
      timeZone: 'UTC',
      totals: (from = {}) => pagesOf(standing(), from),
      entries: (from = {}) => pagesOf(this.#entries.filter(holds), from),
      read: (wanted) => {
        this.meanwhile?.();
        const keys = new Set(wanted.map((total) => this.keyOf({ total })));
        return Promise.resolve(new Map([...this.totals].filter(([key]) => keys.has(key))));
      },
      covers,
    };
  }

  day(day: Day): RepairScope {
    return this.#scope(
      day,
      ({ facts }) => facts.day === day,
      ({ total }) => (total.kind === 'day' || total.kind === 'cell') && total.day === day,
    );
  }

  late(month: Month): RepairScope {
    return this.#scope(
      `late ${month}`,
      ({ facts }) => facts.day.startsWith(month),
      ({ total }) => total.kind === 'late' && total.month === month,
    );
  }

  user(id: string, day: Day): RepairScope {
    return this.#scope(
      `user ${id} on ${day}`,
      ({ facts }) => facts.day === day && facts.userId === id,
      ({ total }) =>
        total.kind === 'day' && total.day === day && total.of.kind === 'user' && total.of.id === id,
    );
  }

  /** Whether the entry's bit is set. */
  isCounted(id: string): boolean {
    const entry = this.#entries.find((one) => one.id === id);
    return entry !== undefined && hasBit(this.#bits.get(markName(entry.mark)), entry.index);
  }
}
