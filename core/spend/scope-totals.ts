import { OWN_TOTAL_KINDS, type OwnTotalKind, type ScopeKind } from '../../contracts/scopes.ts';
import { isOfKind, type Scope } from '../scopes/scope.ts';
import { canonicalScopesOf, isCovered } from '../scopes/model-scopes.ts';
import { daysBetween } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { DayTotal } from './total.ts';
import type { TotalsReader } from './totals-reader.ts';

/** A day of one scope. */
export interface ScopeDay<S extends Scope = Scope> extends DayTotal {
  readonly scope: S;
}

/** How the totals of a kind are read: of one scope, and of every scope that spent. */
interface Reading<K extends OwnTotalKind> {
  readonly one: (scope: Scope<K>, days: Days, totals: TotalsReader) => Promise<DayTotal[]>;
  readonly every: (
    type: string | undefined,
    days: Days,
    totals: TotalsReader,
  ) => Promise<ScopeDay<Scope<K>>[]>;
}

const READINGS: { readonly [K in OwnTotalKind]: Reading<K> } = {
  operation: {
    one: async ({ id }, days, totals) => (await totals.operations(days)).filter(({ name }) => name === id),
    every: async (_, days, totals) =>
      (await totals.operations(days)).map((one) => ({ ...one, scope: { kind: 'operation', id: one.name } })),
  },
  user: {
    one: ({ id }, days, totals) => totals.user(id, days),
    every: async (_, days, totals) =>
      (await totals.users(days, 'sums')).map((one) => ({ ...one, scope: { kind: 'user', id: one.name } })),
  },
  resource: {
    one: ({ type, id }, days, totals) => totals.resource({ type, id }, days),
    every: async (type, days, totals) =>
      (await totals.resources(daysBetween(days.from, days.to)))
        .filter(({ resource }) => type === undefined || resource.type === type)
        .map((one) => ({ ...one, scope: { kind: 'resource', ...one.resource } })),
  },
  group: {
    one: ({ type, id }, days, totals) => totals.group({ type, id }, days),
    every: async (type, days, totals) =>
      (await totals.groups(daysBetween(days.from, days.to)))
        .filter(({ group }) => type === undefined || group.type === type)
        .map((one) => ({ ...one, scope: { kind: 'group', ...one.group } })),
  },
  tag: {
    one: ({ type, id }, days, totals) => totals.tagValue(type, id, days),
    every: async (type = '', days, totals) =>
      (await totals.tagValues(type, days)).map((one) => ({
        ...one,
        scope: { kind: 'tag', type, id: one.name },
      })),
  },
};

/** The day totals of one scope; where it is made of cells, those cells. Rejects on outages. */
export async function readScopeDays(scope: Scope, days: Days, totals: TotalsReader): Promise<DayTotal[]> {
  if (isOfKind(scope, OWN_TOTAL_KINDS)) return readingOf(scope.kind).one(scope, days, totals);
  return (await totals.cells(days, 'sums')).filter((cell) => isCovered(scope, cell));
}

/**
 * The day totals of every scope of a kind that spent on these days; with a type, those of that type. A day
 * may come in several parts. Resources and groups come from the day index, which lags behind by moments and
 * has costs and counts only. Rejects on outages.
 */
export async function readEveryScope<K extends ScopeKind>(
  kind: K,
  type: string | undefined,
  days: Days,
  totals: TotalsReader,
): Promise<ScopeDay<Scope<K>>[]> {
  const own = OWN_TOTAL_KINDS.find((one) => one === kind);
  if (own) return (await readingOf(own).every(type, days, totals)) as ScopeDay[] as ScopeDay<Scope<K>>[];
  return (await totals.cells(days, 'sums')).flatMap((cell) =>
    canonicalScopesOf(cell, [kind]).map((scope) => ({ ...cell, scope })),
  );
}

function readingOf<K extends OwnTotalKind>(kind: K): Reading<K> {
  return READINGS[kind];
}
