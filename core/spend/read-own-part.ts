import type { Days } from '../time/range.ts';
import type { Entry, Reference } from '../usage/entry.ts';
import { amountsOf, contributionsOf } from './contributions.ts';
import type { EntryFilter } from './entry-filter.ts';
import { type Page, pageOf } from './paging.ts';
import type { CreatedResource } from './read-created.ts';
import type { EntryContext } from './read-entries.ts';
import { type PageRequest, rank, type Ranked, referenceName } from './read-totals.ts';
import { scanEntries, TooManyEntriesError } from './scan-entries.ts';
import { addSums, isActive, type Sums, sumTotals, type Total } from './total.ts';
import { plus, ZERO_USD } from '../money/decimal.ts';
import { descending } from '../order.ts';

/**
 * What one person's own calls cost within a resource, which others may have worked on too: totals are kept for
 * each of the two and not for the pair, so entries are added up. Throws TooManyEntriesError, rejects on outages.
 */
export async function readOwnPart(filter: EntryFilter, days: Days, context: EntryContext): Promise<Total> {
  return sumTotals((await ownParts(filter, days, context)).map(({ total }) => total));
}

/** A person's part of a resource, and what came for it without a user where the person created it. */
export interface OwnResourcePart extends Ranked<Reference> {
  readonly created: Readonly<Sums> | undefined;
}

/**
 * A person's own part of every resource that is not void, and of those they created where they have none; the most
 * expensive first, by both together. Throws as readOwnPart.
 */
export async function readOwnParts(
  filter: EntryFilter,
  type: string | undefined,
  created: readonly CreatedResource[],
  days: Days,
  page: PageRequest,
  context: EntryContext,
): Promise<Page<OwnResourcePart>> {
  const found = await ownParts(filter, days, context);
  const wanted = found.filter(({ of }) => type === undefined || of.type === type);
  const createdBy = new Map(created.map(({ of, sums }) => [referenceName(of), sums]));
  const nothing = created.map(({ of }) => ({ of, total: ZERO }));
  const parts = rank([...wanted, ...nothing], referenceName)
    .map(({ of, total }) => ({ of, total, created: createdBy.get(referenceName(of)) }))
    .filter((part) => isActive(part) || part.created !== undefined)
    .sort(MOST_EXPENSIVE_FIRST);
  return pageOf(parts, page.limit, page.cursor);
}

const ZERO = sumTotals([]);

/** Equal ones stay in the order of their names. */
const MOST_EXPENSIVE_FIRST = descending(({ total, created }: OwnResourcePart) =>
  plus(total.cost, created?.cost ?? ZERO_USD),
);

/** The three sums of the entries that fit; undefined where they are too many to add up. */
export async function sumEntries(
  filter: EntryFilter,
  days: Days,
  context: EntryContext,
): Promise<Sums | undefined> {
  const sums: Sums = { cost: ZERO_USD, events: 0, unpriced: 0 };
  try {
    for await (const entries of scanEntries(filter, [days], context)) {
      for (const entry of entries) addSums(sums, amountsOf(entry));
    }
  } catch (error) {
    if (error instanceof TooManyEntriesError) return undefined;
    throw error;
  }
  return sums;
}

async function ownParts(
  filter: EntryFilter,
  days: Days,
  context: EntryContext,
): Promise<Ranked<Reference>[]> {
  const parts: Ranked<Reference>[] = [];
  for await (const entries of scanEntries(filter, [days], context)) {
    parts.push(...entries.flatMap((entry) => resourcePart(entry, context.timeZone)));
  }
  return parts;
}

/** What one entry adds to its resource, if it has one. */
function resourcePart(entry: Entry, timeZone: string): Ranked<Reference>[] {
  const { resource, recordedAt } = entry;
  if (!resource) return [];
  return contributionsOf(entry, timeZone).flatMap(
    ({ total, cost, events, unpriced, breakdown, usage, firstAt }) =>
      total.kind === 'day' && total.of.kind === 'resource'
        ? [
            {
              of: resource,
              total: { cost, events, unpriced, breakdown, usage, firstAt, updatedAt: recordedAt },
            },
          ]
        : [],
  );
}
