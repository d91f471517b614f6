import { PROJECTION_WINDOW_DAYS } from '../time/range.ts';
import type { DaySpend, SpendQuery, SpendReader } from '../budgets/budget-ports.ts';
import { plus, ZERO_USD } from '../money/decimal.ts';
import type { OrganisationCell, TotalsReader } from '../spend/totals-reader.ts';
import { type DayVersion, dayVersions } from '../spend/read-day-facts.ts';
import { Cache } from '../cache.ts';
import { addDays, type Clock, type Day, dayOf, MINUTE_MS } from '../time/ledger-time.ts';

/** How long the days before yesterday are remembered at most. */
const REMEMBER_MS = 5 * MINUTE_MS;

/** One day, provider, service and model, without what is not drawn. */
export interface RecentCell extends DaySpend, Pick<OrganisationCell, 'provider' | 'service' | 'model'> {
  /** Raised by every change of the cell. */
  readonly version: bigint;
}

/**
 * The organisation's last ten weeks. Today and yesterday are read each time; the days before only when
 * what the whole ledger counts beyond these two has changed, so that a late entry is seen at once.
 */
export class RecentCells {
  readonly #totals: Pick<TotalsReader, 'cells' | 'counts'>;
  readonly #clock: Clock;
  readonly #timeZone: string;
  readonly #closed = new Cache<readonly RecentCell[]>(1);

  constructor(totals: Pick<TotalsReader, 'cells' | 'counts'>, clock: Clock, timeZone: string) {
    this.#totals = totals;
    this.#clock = clock;
    this.#timeZone = timeZone;
  }

  /** Up to tomorrow: senders' clocks may be a little ahead. Rejects on outages. */
  async read(): Promise<RecentCell[]> {
    const now = this.#clock.now();
    const today = dayOf(now, this.#timeZone);
    const [counts, fresh] = await Promise.all([
      this.#totals.counts(),
      this.#cells(addDays(today, -1), addDays(today, 1)),
    ]);
    const { events, cost } = sumCells(fresh);
    const version = `${today} ${counts.events - events} ${counts.cost - cost}`;
    const cells = await this.#closed.read('closed', { version, now, until: now + REMEMBER_MS }, () =>
      this.#cells(addDays(today, -PROJECTION_WINDOW_DAYS), addDays(today, -2)),
    );
    return [...cells, ...fresh];
  }

  async #cells(from: Day, to: Day): Promise<RecentCell[]> {
    const cells = await this.#totals.cells({ from, to });
    return cells.map(
      ({ day, provider, service, model, total: { cost, events, unpriced, version = 0n } }) => ({
        day,
        provider,
        service,
        model,
        cost,
        events,
        unpriced,
        version,
      }),
    );
  }
}

/** The versions of the days of some cells. */
export function versionsOf(cells: readonly RecentCell[]): DayVersion {
  return dayVersions(cells.map(({ day, version }) => ({ day, total: { version } })));
}

/** Cost and counts of some cells. */
export function sumCells(cells: readonly DaySpend[]): Omit<DaySpend, 'day'> {
  return cells.reduce(
    (sum, { cost, events, unpriced }) => ({
      cost: plus(sum.cost, cost),
      events: sum.events + events,
      unpriced: sum.unpriced + unpriced,
    }),
    { cost: ZERO_USD, events: 0, unpriced: 0 },
  );
}

/** Answers what the organisation spent from cells that are there already, everything else by `others`. */
export function spendOfCells(
  cells: Promise<readonly RecentCell[]>,
  today: Day,
  others: SpendReader,
): SpendReader {
  const since = addDays(today, -PROJECTION_WINDOW_DAYS);
  const isHere = ({ value, from }: SpendQuery) =>
    value.kind === 'organisation' && from !== undefined && from >= since;
  return {
    read: async (queries) => {
      const missing = queries.filter((query) => !isHere(query));
      const [here, read] = await Promise.all([cells, missing.length > 0 ? others.read(missing) : []]);
      const answers = read[Symbol.iterator]();
      return queries.map((query) => {
        const { from = since, to } = query;
        if (!isHere(query)) return answers.next().value ?? [];
        return here.filter(({ day }) => day >= from && day <= to);
      });
    },
  };
}
