import { shownUserId } from '../../contracts/user-names.ts';
import { InvalidInputError } from '../errors.ts';
import { negate, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import {
  CELL_KINDS,
  type CellKind,
  type DimensionKind,
  type FilterKind,
  PROFILE_KINDS,
} from '../../contracts/scopes.ts';
import { canonicalModel } from '../pricing/model-identity.ts';
import { isOfKind, ORGANISATION, type Scope } from '../scopes/scope.ts';
import { readEveryScope, readScopeDays } from './scope-totals.ts';
import { type Day, daysBetween } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { Reference } from '../usage/entry.ts';
import type { DayTotal } from './total.ts';
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

/** Whose spending: one user, resource, group or value of a tracked tag; undefined is the organisation. */
export type SpendFilter = Scope<FilterKind>;

/** What one name of a dimension cost on one day. */
export interface DimensionDay {
  readonly day: Day;
  readonly name: string;
  readonly cost: PicoUsd;
  /** Undefined where totals keep costs only. */
  readonly events: number | undefined;
  readonly reference?: Reference | undefined;
  /** The id that was used, of a model; its name is the model's one name. */
  readonly usedId?: string | undefined;
}

/** The name of what has no value there: work without a resource, a group, an operation or a tag. */
const UNATTRIBUTED = '(none)';

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

/** Day totals of the organisation or of what the filter names. */
export function readTotals(
  filter: SpendFilter | undefined,
  days: Days,
  totals: TotalsReader,
): Promise<DayTotal[]> {
  return readScopeDays(filter ?? ORGANISATION, days, totals);
}

/**
 * Costs by day and name of a dimension. What has no name is under UNATTRIBUTED, so that the names add up
 * to the total. Throws InvalidInputError for a combination that totals are not kept for.
 */
export async function readDimension(
  dimension: Dimension,
  filter: SpendFilter | undefined,
  days: Days,
  totals: TotalsReader,
): Promise<DimensionDay[]> {
  if (isCellDimension(dimension)) {
    const { kind } = dimension;
    return filter
      ? cellsOf(await readTotals(filter, days, totals), kind)
      : (await totals.cells(days)).map((cell) => ({ ...named(cell[kind], cell), ...cellName(cell, kind) }));
  }
  const list = daysBetween(days.from, days.to);
  const parts = filter
    ? await withinGroup(dimension, filter, list, totals)
    : await overall(dimension, days, totals);
  return [...parts, ...unattributed(await readTotals(filter, days, totals), parts)];
}

/** True for provider, service and model. */
export function isCellDimension(dimension: Dimension): dimension is { readonly kind: CellName } {
  return CELL_KINDS.some((kind) => kind === dimension.kind);
}

function named(name: string, { day, total }: DayTotal, reference?: Reference): DimensionDay {
  return { day, name, cost: total.cost, events: total.events, reference };
}

/** The name of a cell in a dimension: of a model its one name, with the id beneath. */
export function cellName(cell: Readonly<Record<CellName, string>>, kind: CellName) {
  return kind === 'model' ? { name: canonicalModel(cell.model), usedId: cell.model } : { name: cell[kind] };
}

function cellsOf(totals: readonly DayTotal[], kind: CellName): DimensionDay[] {
  return totals.flatMap(({ day, total }) =>
    [...(total.breakdown?.values() ?? [])].map((cell) => ({
      day,
      ...cellName(cell, kind),
      cost: cell.cost,
      events: undefined,
    })),
  );
}

/** What the values of a kind are called in answers. */
const NAMES: { readonly [K in NamedKind]: (scope: Scope<K>) => string } = {
  operation: ({ id }) => id,
  user: ({ id }) => shownUserId(id),
  tag: ({ id }) => id,
  group: ({ type, id }) => `${type}/${id}`,
  resource: ({ type, id }) => `${type}/${id}`,
};

function partOf<K extends NamedKind>(scope: Scope<K>, day: DayTotal): DimensionDay {
  const nameOf = NAMES[scope.kind as K] as (scope: Scope<K>) => string;
  const { type, id }: Scope = scope;
  const isThing = type !== undefined && isOfKind(scope, PROFILE_KINDS);
  return named(nameOf(scope), day, isThing ? { type, id } : undefined);
}

async function overall(dimension: NamedDimension, days: Days, totals: TotalsReader): Promise<DimensionDay[]> {
  const type = dimension.kind === 'tag' ? dimension.type : undefined;
  const found = await readEveryScope(dimension.kind, type, days, totals);
  return found.map(({ scope, ...day }) => partOf(scope, day));
}

async function withinGroup(
  dimension: NamedDimension,
  filter: SpendFilter,
  days: readonly Day[],
  totals: TotalsReader,
): Promise<DimensionDay[]> {
  if (filter.kind === 'group' && dimension.kind === 'resource') {
    const group = { type: filter.type, id: filter.id };
    return (await totals.resources(days, group)).map(({ resource, ...day }) =>
      partOf({ kind: 'resource', ...resource }, day),
    );
  }
  throw new InvalidInputError(`within one ${filter.kind} there are no totals by ${dimension.kind}`, [
    {
      field: 'dimension',
      message: 'must be provider, service or model with a filter, or resource within a group',
    },
  ]);
}

/** What the days cost beyond the named parts; an index that lags for a moment makes no negative part. */
function unattributed(totals: readonly DayTotal[], named: readonly DimensionDay[]): DimensionDay[] {
  const rest = new Map<Day, { cost: PicoUsd; events: number }>();
  const add = (day: Day, cost: PicoUsd, events: number) => {
    const sum = rest.get(day) ?? { cost: ZERO_USD, events: 0 };
    rest.set(day, { cost: plus(sum.cost, cost), events: sum.events + events });
  };
  for (const { day, total } of totals) add(day, total.cost, total.events);
  for (const { day, cost, events = 0 } of named) add(day, negate(cost), -events);
  return [...rest]
    .filter(([, { cost, events }]) => cost > 0n || events > 0)
    .map(([day, { cost, events }]) => ({ day, name: UNATTRIBUTED, cost, events }));
}
