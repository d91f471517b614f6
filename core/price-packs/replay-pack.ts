import { ENTRIES_PER_STEP } from '../jobs/job.ts';
import {
  formatDecimal,
  parseDecimal,
  parseUsd,
  type PicoUsd,
  plus,
  sumUsd,
  ZERO_USD,
  absolute,
} from '../money/decimal.ts';
import { descending } from '../order.ts';
import type { CanaryResult } from '../pricing/canary-result.ts';
import type { CataloguePriceBook } from '../pricing/catalogue-price-book.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, type Clock, type Day, dayOf, type Instant } from '../time/ledger-time.ts';
import { repriced } from '../usage/entry-chain.ts';
import { type DayPage, DayPart, type DayPlace, StepBudget } from '../usage/day-part.ts';
import type { Entry } from '../usage/entry.ts';
import type { UnpricedCell } from '../usage/settle-unpriced.ts';

/** Days that are replayed, the open one among them. */
const REPLAYED_DAYS = 7;

/** Models that a result shows. */
const MOST_MODELS = 50;

export interface ReplayPorts {
  readonly totals: Pick<TotalsReader, 'cells'>;
  readonly entries: (cell: UnpricedCell, after: DayPlace | undefined) => AsyncIterable<DayPage>;
  readonly clock: Clock;
  readonly timeZone: string;
}

/** How far a replay has come; plain data, so that it can be kept between two steps. */
export interface ReplayState {
  readonly cells: readonly UnpricedCell[];
  readonly next: number;
  /** Where the next cell goes on. */
  readonly after?: DayPlace | undefined;
  /** What the other models cost in these days: nothing changes there. */
  readonly othersUsd: string;
  readonly models: Readonly<Record<string, readonly [beforeUsd: string, afterUsd: string]>>;
}

/**
 * The start of a replay: what of the last seven days is priced otherwise by the second book, by day and model. The
 * rest is taken from totals, so that a pack which changes one model reads the entries of one.
 */
export async function beginReplay(
  before: CataloguePriceBook,
  after: CataloguePriceBook,
  { totals, timeZone }: Pick<ReplayPorts, 'totals' | 'timeZone'>,
  now: Instant,
): Promise<ReplayState> {
  const to = dayOf(now, timeZone);
  const cells = await totals.cells({ from: addDays(to, 1 - REPLAYED_DAYS), to });
  const isMoved = movedNames(before, after);
  const moved = cells.filter(({ provider, model }) => isMoved(provider, model));
  const others = cells.filter((cell) => !moved.includes(cell));
  const unique = new Map(
    moved.map(
      ({ day, provider, model }) => [cellText(day, provider, model), { day, provider, model }] as const,
    ),
  );
  return {
    cells: [...unique.values()],
    next: 0,
    othersUsd: formatDecimal(sumUsd(others.map(({ total }) => total.cost))),
    models: {},
  };
}

/** Goes on with a replay until it is through, it has looked at so many entries, or `deadline` comes. */
export async function replayCells(
  state: ReplayState,
  before: PriceBook,
  after: PriceBook,
  { entries, clock }: Pick<ReplayPorts, 'entries' | 'clock'>,
  deadline: Instant,
  entriesPerStep = ENTRIES_PER_STEP,
): Promise<ReplayState> {
  const models = new Map(
    Object.entries(state.models).map(([key, [old, fresh]]) => [
      key,
      [parseUsd(old), parseUsd(fresh)] as const,
    ]),
  );
  const budget = new StepBudget(entriesPerStep, () => clock.now() >= deadline);
  let { next, after: place } = state;
  for (let first = true; next < state.cells.length && (first || !budget.isSpent); first = false) {
    const cell = state.cells[next] as UnpricedCell;
    const key = JSON.stringify([cell.provider, cell.model]);
    let [old, fresh] = models.get(key) ?? [ZERO_USD, ZERO_USD];
    const part = new DayPart(entries(cell, place), budget);
    for await (const page of part.entries()) {
      for (const entry of page) {
        if (entry.correctionOf !== undefined) continue;
        const [was, is] = replay(entry, before, after);
        old = plus(old, was);
        fresh = plus(fresh, is);
      }
    }
    models.set(key, [old, fresh]);
    place = part.next;
    if (!place) next += 1;
  }
  const kept = [...models].map(([key, [old, fresh]]) => [key, [formatDecimal(old), formatDecimal(fresh)]]);
  return { ...state, next, after: place, models: Object.fromEntries(kept) as ReplayState['models'] };
}

/** What an entry's parts that have a price cost before and after; parts that get their first one move nothing. */
function replay(entry: Entry, before: PriceBook, after: PriceBook): readonly [PicoUsd, PicoUsd] {
  const old = repriced(entry, before);
  const priced = new Set(old.lines.map(({ unit }) => unit));
  const fresh = repriced(entry, after).lines.filter(({ unit }) => priced.has(unit));
  return [old.cost, sumUsd(fresh.map(({ cost }) => cost))];
}

/** The result of a replay. */
export function replayResult({ othersUsd, models }: ReplayState): CanaryResult {
  const all = Object.entries(models).map(([key, [beforeUsd, afterUsd]]) => {
    const [provider, model] = JSON.parse(key) as [string, string];
    return { provider, model, beforeUsd, afterUsd };
  });
  const others = parseUsd(othersUsd);
  const sum = (amounts: readonly string[]) =>
    formatDecimal(plus(others, sumUsd(amounts.map((text) => parseUsd(text)))));
  return {
    days: REPLAYED_DAYS,
    beforeUsd: sum(all.map(({ beforeUsd }) => beforeUsd)),
    afterUsd: sum(all.map(({ afterUsd }) => afterUsd)),
    models: all
      .filter(({ beforeUsd, afterUsd }) => beforeUsd !== afterUsd)
      .sort(descending((one) => distance(one)))
      .slice(0, MOST_MODELS),
  };
}

/**
 * Whether a replay moved more than so many percent of what the days cost. What rises does not make up for what
 * falls: each model's difference counts.
 */
export function movesTooMuch({ othersUsd, models }: ReplayState, percent: number): boolean {
  const all = Object.values(models);
  const base = all.reduce((sum, [before]) => sum + parseDecimal(before), parseDecimal(othersUsd));
  const moved = all.reduce((sum, [beforeUsd, afterUsd]) => sum + distance({ beforeUsd, afterUsd }), 0n);
  return moved * 100n * parseDecimal('1') > base * parseDecimal(String(percent));
}

function distance({
  beforeUsd,
  afterUsd,
}: {
  readonly beforeUsd: string;
  readonly afterUsd: string;
}): bigint {
  return absolute(parseDecimal(afterUsd) - parseDecimal(beforeUsd));
}

/** Answers whether a name's rows differ between the two books; each name is compared once. */
function movedNames(
  before: CataloguePriceBook,
  after: CataloguePriceBook,
): (provider: string, model: string) => boolean {
  const known = new Map<string, boolean>();
  return (provider, model) => {
    const key = JSON.stringify([provider, model]);
    const found = known.get(key);
    if (found !== undefined) return found;
    const isMoved = rowsText(before, provider, model) !== rowsText(after, provider, model);
    known.set(key, isMoved);
    return isMoved;
  };
}

function rowsText(book: CataloguePriceBook, provider: string, model: string): string {
  const rows = book.list({ provider, model });
  return JSON.stringify(rows.map(({ match: _names, source: _source, observedAt: _day, ...row }) => row));
}

function cellText(day: Day, provider: string, model: string): string {
  return JSON.stringify([day, provider, model]);
}
