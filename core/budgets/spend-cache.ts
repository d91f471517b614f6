import { scopeText } from '../scopes/scope.ts';
import { Cache } from '../cache.ts';
import { addDays, type Clock, type Day, dayOf } from '../time/ledger-time.ts';
import type { DaySpend, SpendQuery, SpendReader } from './budget-ports.ts';

/** How long the days before yesterday are remembered. */
const REMEMBER_MS = 60_000;
/** Scope values remembered at once. */
const MOST_REMEMBERED = 10_000;

/**
 * Reads today and yesterday fresh each time, and the days before at most once a minute: a gate call that
 * asks for a month then costs as much as one that asks for a day. A hold lives a day at most, so what
 * settles it is dated on a fresh day; see docs/budgets.md for what is dated earlier.
 */
export class SpendCache implements SpendReader {
  readonly #reader: SpendReader;
  readonly #clock: Clock;
  readonly #timeZone: string;
  readonly #closed = new Cache<DaySpend[]>(MOST_REMEMBERED);

  constructor(reader: SpendReader, clock: Clock, timeZone: string) {
    this.#reader = reader;
    this.#clock = clock;
    this.#timeZone = timeZone;
  }

  async read(queries: readonly SpendQuery[]): Promise<DaySpend[][]> {
    const now = this.#clock.now();
    const yesterday = addDays(dayOf(now, this.#timeZone), -1);
    const parts = queries.map((query) => splitAt(query, yesterday));
    // Kept by this call: while it waits, others may push it out.
    const known = new Map<string, DaySpend[]>();
    const missing: SpendQuery[] = [];
    for (const { closed } of parts) {
      if (!closed) continue;
      const remembered = this.#closed.find(queryKey(closed), { now });
      if (remembered) known.set(queryKey(closed), remembered);
      else missing.push(closed);
    }
    const fresh = parts.map((part) => part.fresh);
    const lists = await this.#reader.read([...fresh, ...missing]);
    for (const [index, query] of missing.entries()) {
      const days = lists[fresh.length + index] ?? [];
      known.set(queryKey(query), days);
      this.#closed.keep(queryKey(query), days, { until: now + REMEMBER_MS });
    }
    return parts.map(({ closed }, index) => [
      ...(closed ? (known.get(queryKey(closed)) ?? []) : []),
      ...(lists[index] ?? []),
    ]);
  }
}

function splitAt(query: SpendQuery, yesterday: Day): { fresh: SpendQuery; closed?: SpendQuery } {
  if (query.from !== undefined && query.from >= yesterday) return { fresh: query };
  return {
    fresh: { ...query, from: yesterday },
    closed: { ...query, to: addDays(yesterday, -1) },
  };
}

function queryKey({ value, from, to }: SpendQuery): string {
  return `${scopeText(value)} ${from ?? ''} ${to}`;
}
