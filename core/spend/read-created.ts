import { negate, ZERO_USD } from '../money/decimal.ts';
import { ownerKey, type NamedThing, type NameStore } from '../names/name-record.ts';
import type { Day } from '../time/ledger-time.ts';
import type { DayRange, Days } from '../time/range.ts';
import type { Reference } from '../usage/entry.ts';
import { batchesOf, inBatches } from '../in-batches.ts';
import { descending } from '../order.ts';
import { boundedDays, isLifetime, type ReadContext } from './read-totals.ts';
import { addSums, type DayTotal, isActive, type Sums } from './total.ts';
import type { ResourceDayTotal } from './totals-reader.ts';

/** Resources and groups of one creator that an answer looks at. */
const MOST_CREATED = 200;

/** Days of resources that an answer looks through for each group, newest first. */
const MOST_RESOURCE_DAYS = 2000;

/** Reads under way at once. */
const PARALLEL = 16;

/** One resource or group of a creator, with what it cost without a user. */
interface CreatedItem {
  readonly of: NamedThing;
  readonly sums: Readonly<Sums>;
}

/** Cost without a user of what a user created: a line of its own, part of no user's total. */
export interface CreatedCost {
  /** The most expensive first; those that cost nothing are left out. */
  readonly items: readonly CreatedItem[];
  readonly sums: Readonly<Sums>;
  /** False when there was more than an answer looks at; the sums are then of what was looked at. */
  readonly complete: boolean;
}

export interface CreatedPorts extends ReadContext {
  readonly names: Pick<NameStore, 'created' | 'read'>;
}

/**
 * What came without a user, for what a user created: a resource's cost belongs to its own creator, else to the
 * creator of the group it was recorded for. Every such cost has at most one creator, so the lines of all
 * creators never add up to more than the system's total.
 */
export async function readCreated(
  userId: string,
  range: DayRange,
  ports: CreatedPorts,
): Promise<CreatedCost> {
  const created = await ports.names.created(userId, MOST_CREATED);
  const days = isLifetime(range) || created.things.length === 0 ? undefined : await boundedDays(range, ports);
  let complete = created.complete;
  const items = await inBatches(created.things, async (of) => {
    if (of.kind === 'resource') return { of, sums: sumUnowned(await ports.totals.resource(of, days)) };
    const group = await groupSums(of, await ports.totals.group(of, days), ports);
    complete &&= group.complete;
    return { of, sums: group.sums };
  });
  const some = items.filter(({ sums }) => sums.cost !== 0n || sums.events !== 0);
  const sums = zero();
  for (const item of some) addSums(sums, item.sums);
  return { items: some.toSorted(descending(({ sums: { cost } }) => cost)), sums, complete };
}

/** What came without a user for one resource, where the user created it; undefined where not. */
export async function readCreatedPart(
  userId: string,
  resource: Reference,
  days: Days,
  { totals, names }: CreatedPorts,
): Promise<Sums | undefined> {
  const owner = { kind: 'resource', ...resource } as const;
  const record = (await names.read([owner])).get(ownerKey(owner));
  return record?.createdBy === userId ? sumUnowned(await totals.resource(resource, days)) : undefined;
}

/** A resource that somebody created, with what came for it without a user, which may be nothing. */
export interface CreatedResource {
  readonly of: Reference;
  readonly sums: Readonly<Sums>;
}

/**
 * The resources that a user created, of one type if given: of all time each, within days those with events that are
 * not void. `complete` is false where there are more than an answer looks at.
 */
export async function readCreatedResources(
  userId: string,
  type: string | undefined,
  range: DayRange,
  ports: CreatedPorts,
): Promise<{ readonly resources: readonly CreatedResource[]; readonly complete: boolean }> {
  const { things, complete } = await ports.names.created(userId, MOST_CREATED);
  const wanted = things.filter(
    (thing) => thing.kind === 'resource' && (type === undefined || thing.type === type),
  );
  const days = isLifetime(range) || wanted.length === 0 ? undefined : await boundedDays(range, ports);
  const found = await inBatches(wanted, async ({ type: kind, id }) => {
    const of = { type: kind, id };
    return { of, totals: await ports.totals.resource(of, days) };
  });
  const some = found.filter(({ totals }) => days === undefined || totals.some(isActive));
  return { resources: some.map(({ of, totals }) => ({ of, sums: sumUnowned(totals) })), complete };
}

/** A group's cost without a user, less that of its resources with a creator of their own. */
async function groupSums(group: Reference, found: readonly DayTotal[], ports: CreatedPorts) {
  const active = found.filter(({ total }) => total.unowned).toSorted(descending(({ day }) => day));
  const sums = zero();
  let rows = 0;
  for (const some of batchesOf(active, PARALLEL)) {
    if (rows >= MOST_RESOURCE_DAYS) return { sums, complete: false };
    const resources = await ports.totals.resources(
      some.map(({ day }): Day => day),
      group,
    );
    rows += resources.length;
    addSums(sums, sumUnowned(some));
    subtract(sums, sumUnowned(await ports.totals.resourceDetails(await withCreators(resources, ports))));
  }
  return { sums, complete: true };
}

async function withCreators(resources: readonly ResourceDayTotal[], { names }: CreatedPorts) {
  const owners = new Map(
    resources.map(({ resource }) => {
      const owner = { kind: 'resource', ...resource } as const;
      return [ownerKey(owner), owner];
    }),
  );
  const records = await names.read([...owners.values()]);
  return resources.filter(
    ({ resource }) => records.get(ownerKey({ kind: 'resource', ...resource }))?.createdBy !== undefined,
  );
}

function sumUnowned(days: Iterable<DayTotal>): Sums {
  const sums = zero();
  for (const { total } of days) if (total.unowned) addSums(sums, total.unowned);
  return sums;
}

function subtract(sums: Sums, { cost, events, unpriced }: Sums): void {
  addSums(sums, { cost: negate(cost), events: -events, unpriced: -unpriced });
}

function zero(): Sums {
  return { cost: ZERO_USD, events: 0, unpriced: 0 };
}
