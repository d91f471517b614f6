import { SYSTEM_USER } from '../../contracts/system-user.ts';
import { ascending, descending, orderedBy } from '../../core/order.ts';
import { belongsTo } from '../../core/scopes/scopes-of.ts';
import type { Scope } from '../../core/scopes/scope.ts';
import type { OwnTotalKind } from '../../contracts/scopes.ts';
import { addToSum } from '../../core/spend/gather-entries.ts';
import { type Contribution, contributionsOf } from '../../core/spend/contributions.ts';
import type { HistoryHour, HistoryReader } from '../../core/spend/history-reader.ts';
import type { EntryContext } from '../../core/spend/read-entries.ts';
import { isActive, type Total } from '../../core/spend/total.ts';
import type { DayTotalId, TotalId } from '../../core/spend/total-id.ts';
import type { TotalsReader } from '../../core/spend/totals-reader.ts';
import { type Day, dayOf, HOUR_MS, hourOf, type Instant } from '../../core/time/ledger-time.ts';
import type { Days } from '../../core/time/range.ts';
import type { Entry, EntryKey } from '../../core/usage/entry.ts';
import { anEntry } from '../../testing/factories.ts';

/** An entry at a time of UTC, whose id is that time. */
export function entryAt(time: string, overrides: Partial<Entry> = {}): Entry {
  const occurredAt = Date.parse(time);
  return anEntry({ id: time, occurredAt, recordedAt: occurredAt, day: dayOf(occurredAt), ...overrides });
}

interface Sum<T extends TotalId = TotalId> {
  readonly of: T;
  readonly total: Total & Contribution;
}

/** Every total of the entries as the aggregator adds them up; the version is the number of additions. */
function sumsOf(entries: readonly Entry[], timeZone: string): Sum[] {
  const sums = new Map<string, Contribution>();
  const versions = new Map<string, bigint>();
  for (const contribution of entries.flatMap((entry) => contributionsOf(entry, timeZone))) {
    const key = JSON.stringify(contribution.total);
    addToSum(sums, key, contribution);
    versions.set(key, (versions.get(key) ?? 0n) + 1n);
  }
  return [...sums].map(([key, sum]) => ({ of: sum.total, total: { ...sum, version: versions.get(key) } }));
}

function within(days: Days | undefined) {
  return ({ day }: { readonly day: Day }) => days === undefined || (day >= days.from && day <= days.to);
}

/** Reads of totals in memory. What nothing here asks for is not there. */
function totalsOf(entries: readonly Entry[], timeZone: string): TotalsReader {
  const sums = sumsOf(entries, timeZone);
  const daysOf = <K extends OwnTotalKind>(kind: K, id?: string, type?: string) =>
    sums
      .filter((sum): sum is Sum<DayTotalId<K>> => sum.of.kind === 'day' && sum.of.of.kind === kind)
      .filter(
        ({ of: { of } }) => (id === undefined || of.id === id) && (type === undefined || of.type === type),
      )
      .map(({ of, total }) => ({ ...of, name: of.of.id, total }));
  const resources = daysOf('resource').map((one) => ({
    ...one,
    resource: { type: one.of.type, id: one.of.id },
  }));
  const groups = daysOf('group').map((one) => ({ ...one, group: { type: one.of.type, id: one.of.id } }));
  const held = new Set(entries.map(({ day }) => day));
  const ordered = [...held].sort();
  return {
    firstDay: () => Promise.resolve(ordered[0]),
    heldAmong: (days) => Promise.resolve(days.filter((day) => held.has(day))),
    cells: (days) =>
      Promise.resolve(
        sums.flatMap(({ of, total }) => (of.kind === 'cell' ? [{ ...of, total }] : [])).filter(within(days)),
      ),
    operations: (days) => Promise.resolve(daysOf('operation').filter(within(days))),
    tagValues: (tag, days) => Promise.resolve(daysOf('tag', undefined, tag).filter(within(days))),
    tagValue: (tag, value, days) => Promise.resolve(daysOf('tag', value, tag).filter(within(days))),
    users: (days) => Promise.resolve(daysOf('user').filter(within(days))),
    countUsers: (day) =>
      Promise.resolve(
        daysOf('user').filter((one) => one.day === day && one.name !== SYSTEM_USER && isActive(one)).length,
      ),
    user: (id, days) => Promise.resolve(daysOf('user', id).filter(within(days))),
    resource: ({ type, id }, days) =>
      Promise.resolve(resources.filter(({ of }) => of.type === type && of.id === id).filter(within(days))),
    group: ({ type, id }, days) => Promise.resolve(daysOf('group', id, type).filter(within(days))),
    resources: (days, group) =>
      Promise.resolve(
        resources.filter(
          (one) =>
            days.includes(one.day) &&
            (!group || (one.group?.type === group.type && one.group.id === group.id)),
        ),
      ),
    groups: (days) => Promise.resolve(groups.filter(({ day }) => days.includes(day))),
    resourceDetails: (wanted) => Promise.resolve([...wanted]),
    counts: () => Promise.reject(new Error('not kept here')),
  };
}

const newestFirst = orderedBy<Entry>(
  descending(({ occurredAt }) => occurredAt),
  descending(({ id }) => id),
);
const byLane = orderedBy<Entry>(
  ascending(({ lane }) => lane),
  ascending(({ id }) => id),
);

function keyText({ day, lane, id }: EntryKey): string {
  return `${day} ${lane} ${id}`;
}

function hourStart(at: Instant): Instant {
  return at - (at % HOUR_MS);
}

/** Histories in memory: hours whole, and each item twice, as a history may list it. */
function historyOf(entries: readonly Entry[], timeZone: string): HistoryReader {
  const byKey = new Map(entries.map((entry) => [keyText(entry), entry]));
  async function* hours(of: Scope, first: Instant, last: Instant): AsyncGenerator<HistoryHour> {
    const listed = entries
      .filter((entry) => belongsTo(of, entry))
      .filter(({ occurredAt: at }) => at >= hourStart(first) && at < hourStart(last) + HOUR_MS)
      .toSorted(newestFirst);
    for (const items of Map.groupBy(listed, ({ occurredAt }) => hourStart(occurredAt)).values()) {
      const [{ day, occurredAt }] = items as [Entry];
      yield await Promise.resolve({ day, hour: hourOf(occurredAt, timeZone), items: [...items, ...items] });
    }
  }
  return {
    hours,
    newest: () => Promise.reject(new Error('not kept here')),
    sample: () => Promise.reject(new Error('not kept here')),
    entries: (keys) => Promise.resolve(keys.flatMap((key) => byKey.get(keyText(key)) ?? [])),
    async *entriesOfDay(day, after) {
      const found = entries.filter((entry) => entry.day === day).toSorted(byLane);
      const rest = after
        ? found.filter(({ lane, id }) => lane > after.lane || (lane === after.lane && id > after.id))
        : found;
      for (const entry of rest) yield await Promise.resolve([entry]);
    },
    entriesById: (id, days) =>
      Promise.resolve(entries.filter((entry) => entry.id === id && days.includes(entry.day))),
    heldAmong: (days) => Promise.resolve(days.filter((day) => entries.some((entry) => entry.day === day))),
  };
}

/** Totals and histories of entries in memory, for the rules of reading them. */
export function memorySpend(
  entries: readonly Entry[],
  { now, timeZone = 'UTC' }: { readonly now: Instant; readonly timeZone?: string },
): EntryContext {
  return { totals: totalsOf(entries, timeZone), history: historyOf(entries, timeZone), timeZone, now };
}
