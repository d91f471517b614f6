import {
  formatDecimal,
  type Measure,
  type PicoUsd,
  plus,
  type Quantity,
  ZERO_USD,
} from '../money/decimal.ts';
import type { Day, Instant } from '../time/ledger-time.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import { canonicalModel } from '../pricing/model-identity.ts';

/** The three sums that every total has. */
export interface Sums {
  cost: PicoUsd;
  events: number;
  unpriced: number;
}

/** Adds the sums of `more` to `sum` in place. */
export function addSums(sum: Sums, more: Readonly<Sums>): void {
  sum.cost = plus(sum.cost, more.cost);
  sum.events += more.events;
  sum.unpriced += more.unpriced;
}

/** The part of a total whose calls have failed, and of how many events it was asked whether they have. */
export interface Failures extends Sums {
  /** Less than the total's events where some were added before failures were counted apart. */
  asked: number;
}

/** No failed call, of so many that were asked. */
export function noFailures(): Failures {
  return { cost: ZERO_USD, events: 0, unpriced: 0, asked: 0 };
}

/** Adds failures to `sum` in place. */
export function addFailures(sum: Failures, more: Readonly<Failures>): void {
  addSums(sum, more);
  sum.asked += more.asked;
}

/** What calls cost that failed; undefined where a part of the total is from before they were counted apart. */
export function failedSums({ failures, events }: Pick<Total, 'failures' | 'events'>): Sums | undefined {
  const { asked, ...sums } = failures ?? noFailures();
  return asked === events ? sums : undefined;
}

/** One part of a total's breakdown. */
export interface Cell {
  readonly provider: string;
  readonly service: string;
  readonly model: string;
  readonly cost: PicoUsd;
}

/** A total as it is read: one day of one scope, or a sum of days. */
export interface Total {
  readonly cost: PicoUsd;
  readonly events: number;
  readonly unpriced: number;
  /** The part of it that came without a user; totals of resources and groups only. */
  readonly unowned?: Readonly<Sums> | undefined;
  /** Of cells, operations and users. */
  readonly failures?: Readonly<Failures> | undefined;
  readonly breakdown?: ReadonlyMap<string, Cell> | undefined;
  readonly usage?: ReadonlyMap<string, Quantity> | undefined;
  readonly hours?: ReadonlyMap<string, { readonly cost: PicoUsd; readonly events: number }> | undefined;
  readonly firstAt?: Instant | undefined;
  readonly updatedAt?: Instant | undefined;
  /** Raised by every update; of a stored total only. */
  readonly version?: bigint | undefined;
}

/** False where every event of a total was voided: nobody and nothing was active there. */
export function isActive({ total }: { readonly total: Pick<Total, 'events'> }): boolean {
  return total.events > 0;
}

/** The sum of counts; undefined where one of them is not known. */
export function sumCounts(counts: readonly (number | undefined)[]): number | undefined {
  const known = counts.filter((count) => count !== undefined);
  return known.length === counts.length ? known.reduce((sum, count) => sum + count, 0) : undefined;
}

/** A total with its day. */
export interface DayTotal {
  readonly day: Day;
  readonly total: Total;
}

/** Amounts by name. */
export type Amounts = ReadonlyMap<string, PicoUsd>;

/** Costs by provider, by service and by model; each adds up to the total. */
export interface Breakdown {
  readonly provider: Amounts;
  readonly service: Amounts;
  readonly model: Amounts;
}

/** Nothing recorded yet is a zero. */
export const ZERO: Total = { cost: ZERO_USD, events: 0, unpriced: 0 };

/** The sum of totals of one scope. */
export function sumTotals(totals: Iterable<Total>): Total {
  const sum = { cost: ZERO_USD, events: 0, unpriced: 0 };
  const breakdown = new Map<string, Cell>();
  const usage = new Map<string, Quantity>();
  let firstAt: Instant | undefined;
  let updatedAt: Instant | undefined;
  let unowned: Sums | undefined;
  let failures: Failures | undefined;
  for (const total of totals) {
    addSums(sum, total);
    if (total.unowned) addSums((unowned ??= { cost: ZERO_USD, events: 0, unpriced: 0 }), total.unowned);
    if (total.failures) addFailures((failures ??= noFailures()), total.failures);
    for (const [name, cell] of total.breakdown ?? []) {
      breakdown.set(name, { ...cell, cost: plus(cell.cost, breakdown.get(name)?.cost ?? ZERO_USD) });
    }
    for (const [unit, quantity] of total.usage ?? []) add(usage, unit, quantity);
    firstAt = least(firstAt, total.firstAt);
    updatedAt = greatest(updatedAt, total.updatedAt);
  }
  return { ...sum, unowned, ...(failures ? { failures } : {}), breakdown, usage, firstAt, updatedAt };
}

/** One total that is kept in several lanes: also its hours, and the version that every change of a lane raises. */
export function joinLanes(lanes: readonly Total[]): Total {
  const [first = ZERO, ...others] = lanes;
  if (others.length === 0) return first;
  const hours = new Map<string, { readonly cost: PicoUsd; readonly events: number }>();
  for (const lane of lanes) {
    for (const [hour, { cost, events }] of lane.hours ?? []) {
      const known = hours.get(hour) ?? { cost: ZERO_USD, events: 0 };
      hours.set(hour, { cost: plus(known.cost, cost), events: known.events + events });
    }
  }
  const version = lanes.reduce((sum, lane) => sum + (lane.version ?? 0n), 0n);
  return { ...sumTotals(lanes), hours, version };
}

function least(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

function greatest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

/** Adds to one amount, or one quantity, of a map. */
export function add<T extends Measure>(amounts: Map<string, T>, name: string, amount: NoInfer<T>): void {
  const known = amounts.get(name);
  amounts.set(name, known === undefined ? amount : plus(known, amount));
}

/** The cells of a total's breakdown; none where all of its events are void. */
export function activeCells(total: Total): Cell[] {
  return isActive({ total }) ? [...(total.breakdown?.values() ?? [])] : [];
}

/** The breakdown of a total by each of its three names; models by their one name. */
export function breakdownOf(total: Total): Breakdown {
  const cells = activeCells(total);
  return {
    provider: amountsBy(cells, 'provider'),
    service: amountsBy(cells, 'service'),
    model: amountsByModel(cells),
  };
}

type ModelCost = Pick<Cell, 'model' | 'cost'>;

/** Costs by the one name of each model, with dated ids, aliases and resellers' names in it. */
function amountsByModel(cells: Iterable<ModelCost>): Amounts {
  const amounts = new Map<string, PicoUsd>();
  for (const { model, cost } of cells) add(amounts, canonicalModel(model), cost);
  return amounts;
}

/** Costs by the ids that a model was used by, for models that were used by another id than their name. */
export function modelIdsOf(cells: Iterable<ModelCost>): ReadonlyMap<string, Amounts> {
  const models = Map.groupBy(cells, ({ model }) => canonicalModel(model));
  const renamed = [...models].filter(([name, used]) => used.some(({ model }) => model !== name));
  return new Map(renamed.map(([name, used]) => [name, amountsBy(used, 'model')]));
}

/** Cells added up by one of their names, as it was used. */
export function amountsBy<K extends 'provider' | 'service' | 'model'>(
  cells: Iterable<Pick<Cell, K | 'cost'>>,
  name: K,
): Amounts {
  const amounts = new Map<string, PicoUsd>();
  for (const cell of cells) add(amounts, cell[name], cell.cost);
  return amounts;
}

/** Amounts or quantities as decimal strings, by name; highest first. */
export function formatAmounts(amounts: ReadonlyMap<string, Measure> | undefined): Record<string, string> {
  const entries = [...(amounts ?? [])].sort(byAmountDescending);
  return Object.fromEntries(entries.map(([name, amount]) => [name, formatDecimal(amount)]));
}

/** Amounts by name within a name, as decimal strings. */
export function formatAmountsWithin(
  amounts: ReadonlyMap<string, Amounts>,
): Record<string, Record<string, string>> {
  return Object.fromEntries([...amounts].map(([name, within]) => [name, formatAmounts(within)]));
}

/** Names with what they cost, the most expensive first. */
export const byCostDescending = orderedBy<{ readonly name: string; readonly cost: PicoUsd }>(
  descending(({ cost }) => cost),
  ascending(({ name }) => name),
);

/** Entries of a map of amounts, the largest first. */
const byAmountDescending = orderedBy<readonly [name: string, amount: Measure]>(
  descending(([, amount]) => amount),
  ascending(([name]) => name),
);
