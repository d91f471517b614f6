import { newestDay } from '../usage/event-time.ts';
import { type Day, dayOf, daysBetween, type Instant } from '../time/ledger-time.ts';
import type { DayRange, Days } from '../time/range.ts';
import type { Reference } from '../usage/entry.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import { type Page, pageOf } from './paging.ts';
import { type Amounts, isActive, sumTotals, type Total, ZERO } from './total.ts';
import type { ResourceDayTotal, TotalsReader } from './totals-reader.ts';

/** What every read of totals needs beside its question. */
export interface ReadContext {
  readonly totals: TotalsReader;
  readonly timeZone: string;
  readonly now: Instant;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * Known bounds for a range: from the ledger's first day to the newest day that an event may have.
 * Days outside hold nothing and are left out; a range of none but those ends before it begins.
 */
export async function boundedDays(range: DayRange, context: ReadContext): Promise<Days> {
  const today = dayOf(context.now, context.timeZone);
  const first = (await context.totals.firstDay()) ?? today;
  const from = range.from === undefined || range.from < first ? first : range.from;
  const last = newestDay(context.now, context.timeZone);
  return { from, to: range.to === undefined || range.to > last ? last : range.to };
}

/** A sum with what it belongs to, such as a user, a model, a resource. */
export interface Ranked<T> {
  readonly of: T;
  readonly total: Total;
}

/** Adds up totals that belong to the same thing; the most expensive first, equal ones by name. */
export function rank<T>(totals: readonly Ranked<T>[], nameOf: (of: T) => string): Ranked<T>[] {
  return [...Map.groupBy(totals, ({ of }) => nameOf(of))]
    .map(([name, parts]) => {
      const [first] = parts as [Ranked<T>, ...Ranked<T>[]];
      // Most names of a long list have one total, which is its own sum.
      const total = parts.length === 1 ? first.total : sumTotals(parts.map((part) => part.total));
      return { name, of: first.of, total };
    })
    .sort(MOST_EXPENSIVE_FIRST)
    .map(({ of, total }) => ({ of, total }));
}

/** The same as lists show it: without what has nothing but void events, with what has events that cost nothing. */
export function rankActive<T>(totals: readonly Ranked<T>[], nameOf: (of: T) => string): Ranked<T>[] {
  return rank(totals, nameOf).filter(isActive);
}

/** What each name cost, of those that have an event. */
export function activeAmounts(totals: readonly Ranked<string>[]): Amounts {
  return new Map(rankActive(totals, (name) => name).map(({ of, total }) => [of, total.cost]));
}

const MOST_EXPENSIVE_FIRST = orderedBy<{ readonly name: string; readonly total: Total }>(
  descending(({ total }) => total.cost),
  ascending(({ name }) => name),
);

/** A text that names a reference and nothing else. */
export function referenceName({ type, id }: Reference): string {
  return JSON.stringify([type, id]);
}

export interface Receipt {
  readonly resource: Reference;
  readonly groups: readonly Reference[];
  readonly total: Total;
}

/** The receipt of one resource: its whole life, or some days of it. */
export async function readReceipt(
  resource: Reference,
  range: DayRange,
  context: ReadContext,
): Promise<Receipt> {
  const days = isLifetime(range) ? undefined : await boundedDays(range, context);
  const found = await context.totals.resource(resource, days);
  const groups = new Map(
    found.flatMap(({ group }) => (group ? [[referenceName(group), group] as const] : [])),
  );
  return { resource, groups: [...groups.values()], total: sumTotals(found.map(({ total }) => total)) };
}

/** Neither end is named. */
export function isLifetime(range: DayRange): boolean {
  return range.from === undefined && range.to === undefined;
}

/** The most expensive resources, of all or of one group, of one type or of any. */
export async function readResources(
  filter: { readonly type?: string | undefined; readonly group?: Reference | undefined },
  range: DayRange,
  page: PageRequest,
  context: ReadContext,
): Promise<Page<Ranked<Reference>>> {
  const { from, to } = await boundedDays(range, context);
  const found = await context.totals.resources(daysBetween(from, to), filter.group);
  return detailedPage(
    found.filter(({ resource }) => filter.type === undefined || resource.type === filter.type),
    page,
    context,
  );
}

/** Ranks by what the index brings, then reads first and last times for the page alone. */
async function detailedPage(
  found: readonly ResourceDayTotal[],
  page: PageRequest,
  { totals }: ReadContext,
): Promise<Page<Ranked<Reference>>> {
  const ranked = rankActive(
    found.map(({ resource, total }) => ({ of: resource, total })),
    referenceName,
  );
  const { items, nextCursor } = pageOf(ranked, page.limit, page.cursor);
  const shown = new Set(items.map(({ of }) => referenceName(of)));
  const details = await totals.resourceDetails(
    found.filter(({ resource }) => shown.has(referenceName(resource))),
  );
  const detailed = Map.groupBy(details, ({ resource }) => referenceName(resource));
  return {
    items: items.map(({ of, total }) => {
      const { firstAt, updatedAt } = sumTotals(
        (detailed.get(referenceName(of)) ?? []).map((day) => day.total),
      );
      return { of, total: { ...total, firstAt, updatedAt } };
    }),
    nextCursor,
  };
}

/** Totals of one group with its resources, the most expensive first. */
export async function readGroup(
  group: Reference,
  range: DayRange,
  page: PageRequest,
  context: ReadContext,
): Promise<{ readonly total: Total; readonly resources: Page<Ranked<Reference>> }> {
  const days = isLifetime(range) ? undefined : await boundedDays(range, context);
  const found = await context.totals.group(group, days);
  const active: Day[] = found.map(({ day }) => day);
  const resources = await context.totals.resources(active, group);
  return {
    total: sumTotals(found.map(({ total }) => total)),
    resources: await detailedPage(resources, page, context),
  };
}

/** The most expensive groups. */
export async function readGroups(
  type: string | undefined,
  range: DayRange,
  page: PageRequest,
  context: ReadContext,
): Promise<Page<Ranked<Reference>>> {
  const { from, to } = await boundedDays(range, context);
  const found = await context.totals.groups(daysBetween(from, to));
  const ranked = rankActive(
    found
      .filter(({ group }) => type === undefined || group.type === type)
      .map(({ group, total }) => ({ of: group, total })),
    referenceName,
  );
  return pageOf(ranked, page.limit, page.cursor);
}

/** Totals of one user; SYSTEM_USER is work without a user. */
export async function readUser(userId: string, range: DayRange, context: ReadContext): Promise<Total> {
  const days = await boundedDays(range, context);
  if (days.from > days.to) return ZERO;
  return sumTotals((await context.totals.user(userId, days)).map(({ total }) => total));
}

/** The biggest spenders. */
export async function readUsers(
  range: DayRange,
  page: PageRequest,
  context: ReadContext,
): Promise<Page<Ranked<string>>> {
  const found = await context.totals.users(await boundedDays(range, context), 'sums');
  const ranked = rankActive(
    found.map(({ name, total }) => ({ of: name, total })),
    (name) => name,
  );
  return pageOf(ranked, page.limit, page.cursor);
}
