import { NO_NAME } from '../../contracts/report-vocabulary.ts';
import { shownUserId } from '../../contracts/system-user.ts';
import { InvalidInputError } from '../errors.ts';
import { negate, type PicoUsd, ZERO_USD } from '../money/decimal.ts';
import { CELL_KINDS, type CellKind, type DimensionKind, PROFILE_KINDS } from '../../contracts/scopes.ts';
import { canonicalModel } from '../pricing/model-identity.ts';
import { isOfKind, ORGANISATION, type Scope } from '../scopes/scope.ts';
import { failedDays } from './failed-days.ts';
import { scopesOf, type Subject } from '../scopes/scopes-of.ts';
import { FAILURE_KINDS, UNKNOWN_NAME } from './contributions.ts';
import { readEveryScope, readScopeDays } from './scope-totals.ts';
import { type Day, daysBetween } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { Reference } from '../usage/entry.ts';
import {
  areInTotals,
  asksFailuresAlone,
  fitsCell,
  narrowsCells,
  type SpendFilter,
  type SpendFilters,
} from './spend-filters.ts';
import { activeCells, addSums, type DayTotal, type Sums } from './total.ts';
import type { TotalsReader } from './totals-reader.ts';

/** What spending can be split by. */
export type Dimension =
  | { readonly kind: CellName }
  | { readonly kind: Exclude<NamedKind, 'tag'> }
  /** `type` is the name of the tag. */
  | { readonly kind: 'tag'; readonly type: string };

/** Dimensions that every cell of the organisation and every breakdown has. */
export type CellName = Extract<CellKind, DimensionKind>;
/** The others, which have totals of their own. */
type NamedKind = Exclude<DimensionKind, CellName>;
type NamedDimension = Exclude<Dimension, { kind: CellName }>;

/** What one name of a dimension cost on one day. */
export interface DimensionDay {
  readonly day: Day;
  readonly name: string;
  readonly cost: PicoUsd;
  /** Undefined where totals keep costs only. */
  readonly events: number | undefined;
  /** Events without a price; undefined where `events` is. */
  readonly unpriced: number | undefined;
  readonly reference?: Reference | undefined;
  /** What has no name in the dimension; its name is NO_NAME, which a user may be called too. */
  readonly unnamed?: true | undefined;
  /** The id that was used, of a model; its name is the model's one name. */
  readonly usedId?: string | undefined;
}

/** By name, in the order in which they are offered. */
const KINDS = Object.keys({
  provider: true,
  service: true,
  model: true,
  operation: true,
  user: true,
  group: true,
  resource: true,
} satisfies Record<Exclude<DimensionKind, 'tag'>, true>) as Exclude<DimensionKind, 'tag'>[];

/** Reads a dimension's name. Throws InvalidInputError for an unknown one and for a tag without totals. */
export function parseDimension(name: string, trackedTags: readonly string[]): Dimension {
  const kind = KINDS.find((known) => known === name);
  if (kind) return { kind };
  if (name.startsWith('tag:'))
    return { kind: 'tag', type: trackedTag(name.slice(4), trackedTags, 'dimension') };
  throw new InvalidInputError(`spending is not split by "${name}"`, [
    { field: 'dimension', message: `must be one of ${KINDS.join(', ')} or tag:NAME` },
  ]);
}

/** The tag, if it has totals. Throws InvalidInputError that names those that have. */
export function trackedTag(tag: string, trackedTags: readonly string[], field: string): string {
  if (trackedTags.includes(tag)) return tag;
  const known = trackedTags.length > 0 ? `only ${trackedTags.join(', ')}` : 'no tag';
  throw new InvalidInputError(`the tag "${tag}" has no totals`, [
    { field, message: `${known} is tracked by this stage: add it to trackedTags` },
  ]);
}

/** Day totals of the organisation or of one scope of it. */
export function readTotals(
  scope: SpendFilter | undefined,
  days: Days,
  totals: TotalsReader,
): Promise<DayTotal[]> {
  return readScopeDays(scope ?? ORGANISATION, days, totals);
}

/**
 * Costs by day and name of a dimension, from totals alone. What has no name is under NO_NAME, so that the
 * names add up to the total. Undefined for a combination that totals are not kept for: entries have the answer.
 */
export async function readDimension(
  dimension: Dimension,
  filters: SpendFilters,
  days: Days,
  totals: TotalsReader,
): Promise<DimensionDay[] | undefined> {
  if (asksFailuresAlone(filters)) return readFailures(dimension, filters, days, totals);
  if (!areInTotals(filters)) return undefined;
  const [scope] = filters.scopes;
  if (isCellDimension(dimension)) {
    const { kind } = dimension;
    if (scope) return cellsOf(await readTotals(scope, days, totals), kind, filters);
    return (await totals.cells(days, 'sums'))
      .filter((cell) => fitsCell(filters.cell, cell))
      .map((cell) => ({ ...named(cell[kind], cell), ...cellName(cell, kind) }));
  }
  if (narrowsCells(filters)) return undefined;
  if (scope && !isResourceOfGroup(dimension, scope)) return undefined;
  // Side by side: both need the same cells, which are then read once.
  const [parts, whole] = await Promise.all([
    scope
      ? resourcesWithin(scope, daysBetween(days.from, days.to), totals)
      : overall(dimension, days, totals),
    readTotals(scope, days, totals),
  ]);
  return [...parts, ...unattributed(whole, parts)];
}

/**
 * The same of failed calls; undefined where totals do not count them apart, or did not for all of their events. Those of
 * a user count them as a whole.
 */
async function readFailures(
  dimension: Dimension,
  filters: SpendFilters,
  days: Days,
  totals: TotalsReader,
): Promise<DimensionDay[] | undefined> {
  const [user] = filters.scopes;
  if (user) {
    if (dimension.kind !== 'user' || narrowsCells(filters)) return undefined;
    const failed = failedDays(await readTotals(user, days, totals));
    return failed?.map((day) => named(shownUserId(user.id), day));
  }
  const cells = failedDays((await totals.cells(days, 'sums')).filter((cell) => fitsCell(filters.cell, cell)));
  if (!cells) return undefined;
  if (isCellDimension(dimension))
    return cells.map((cell) => ({ ...named('', cell), ...cellName(cell, dimension.kind) }));
  if (narrowsCells(filters) || !FAILURE_KINDS.has(dimension.kind)) return undefined;
  const found = failedDays(await readEveryScope(dimension.kind, undefined, days, totals));
  const parts = found?.map(({ scope, ...day }) => dimensionDay(scope, day));
  return parts && [...parts, ...unattributed(cells, parts)];
}

/** True for provider, service and model. */
export function isCellDimension(dimension: Dimension): dimension is { readonly kind: CellName } {
  return CELL_KINDS.some((kind) => kind === dimension.kind);
}

function named(name: string, { day, total }: DayTotal, reference?: Reference): DimensionDay {
  return { day, name, cost: total.cost, events: total.events, unpriced: total.unpriced, reference };
}

/** The name of a cell in a dimension: of a model its one name, with the id beneath. */
export function cellName(cell: Readonly<Record<CellName, string>>, kind: CellName) {
  return kind === 'model' ? { name: canonicalModel(cell.model), usedId: cell.model } : { name: cell[kind] };
}

/** Cells of one scope's totals; undefined where a name is asked for and a cell has lost its own, or has no cost. */
function cellsOf(
  totals: readonly DayTotal[],
  kind: CellName,
  filters: SpendFilters,
): DimensionDay[] | undefined {
  const cells = totals.flatMap(({ day, total }) => activeCells(total).map((cell) => ({ day, cell })));
  const isNameless =
    cells.some(({ cell }) => cell.model === UNKNOWN_NAME) || totals.some(({ total }) => total.unpriced > 0);
  if (narrowsCells(filters) && isNameless) return undefined;
  return cells
    .filter(({ cell }) => fitsCell(filters.cell, cell))
    .map(({ day, cell }) => ({
      day,
      ...cellName(cell, kind),
      cost: cell.cost,
      events: undefined,
      unpriced: undefined,
    }));
}

/** What the values of a kind are called in answers. */
const NAMES: { readonly [K in NamedKind]: (scope: Scope<K>) => string } = {
  operation: ({ id }) => id,
  user: ({ id }) => shownUserId(id),
  tag: ({ id }) => id,
  group: ({ type, id }) => `${type}/${id}`,
  resource: ({ type, id }) => `${type}/${id}`,
};

function dimensionDay<K extends NamedKind>(scope: Scope<K>, day: DayTotal): DimensionDay {
  const { name, reference } = scopeName(scope);
  return named(name, day, reference);
}

/** What a scope is called in answers, with its reference where it is a resource or a group. */
function scopeName<K extends NamedKind>(scope: Scope<K>): Pick<DimensionDay, 'name' | 'reference'> {
  const scopeWords = NAMES[scope.kind as K] as (scope: Scope<K>) => string;
  const { type, id }: Scope = scope;
  const isThing = type !== undefined && isOfKind(scope, PROFILE_KINDS);
  return { name: scopeWords(scope), reference: isThing ? { type, id } : undefined };
}

/** The name of an entry in a dimension. */
export function entryName(
  entry: Subject & Readonly<Record<CellName, string>>,
  dimension: Dimension,
): Pick<DimensionDay, 'name' | 'reference' | 'usedId' | 'unnamed'> {
  if (isCellDimension(dimension)) return cellName(entry, dimension.kind);
  const [scope] = scopesOf(entry, [dimension.kind]).filter(
    ({ type }) => dimension.kind !== 'tag' || type === dimension.type,
  );
  return scope ? scopeName(scope) : { name: NO_NAME, unnamed: true };
}

async function overall(dimension: NamedDimension, days: Days, totals: TotalsReader): Promise<DimensionDay[]> {
  const type = dimension.kind === 'tag' ? dimension.type : undefined;
  const found = await readEveryScope(dimension.kind, type, days, totals);
  return found.map(({ scope, ...day }) => dimensionDay(scope, day));
}

/** Whether the resources of a group are asked for; other pairs of a dimension and a scope have no totals. */
function isResourceOfGroup(
  { kind }: NamedDimension,
  scope: SpendFilter,
): scope is Extract<SpendFilter, { kind: 'group' }> {
  return kind === 'resource' && scope.kind === 'group';
}

async function resourcesWithin(
  { type, id }: Extract<SpendFilter, { kind: 'group' }>,
  days: readonly Day[],
  totals: TotalsReader,
): Promise<DimensionDay[]> {
  return (await totals.resources(days, { type, id })).map(({ resource, ...day }) =>
    dimensionDay({ kind: 'resource', ...resource }, day),
  );
}

/** What the days cost beyond the named parts; an index that lags for a moment makes no negative part. */
function unattributed(totals: readonly DayTotal[], named: readonly DimensionDay[]): DimensionDay[] {
  const rest = new Map<Day, Sums>();
  const add = (day: Day, more: Sums) => {
    const sum = rest.get(day) ?? { cost: ZERO_USD, events: 0, unpriced: 0 };
    addSums(sum, more);
    rest.set(day, sum);
  };
  for (const { day, total } of totals) add(day, total);
  for (const { day, cost, events = 0, unpriced = 0 } of named) {
    add(day, { cost: negate(cost), events: -events, unpriced: -unpriced });
  }
  return [...rest]
    .filter(([, { cost, events }]) => cost > 0n || events > 0)
    .map(([day, { cost, events, unpriced }]) => ({
      day,
      name: NO_NAME,
      unnamed: true,
      cost,
      events,
      unpriced: Math.max(unpriced, 0),
    }));
}
