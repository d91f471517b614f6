import { LATE_AFTER_MS } from '../time/range.ts';
import { SYSTEM_USER } from '../../contracts/system-user.ts';
import {
  MEASURES,
  type OutcomeKind,
  UNCERTAIN_EVENTS,
  USAGE_UNITS,
} from '../../contracts/usage-vocabulary.ts';
import { LATE_KINDS, OWN_TOTAL_KINDS, type OwnTotalKind } from '../../contracts/scopes.ts';
import { scopesOf, type WholeSubject } from '../scopes/scopes-of.ts';
import { type PicoUsd, plus, type Quantity, ZERO_USD } from '../money/decimal.ts';
import { endOfMonth, hourOf, type Instant, type Month, monthOf } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';
import { unpricedCount, withMeasures } from '../usage/measures.ts';
import { addFailures, addSums, type Failures, noFailures, type Sums } from './total.ts';
import type { TotalId } from './total-id.ts';

/** What one entry, or a sum of entries, adds to one total. */
export interface Contribution extends Sums {
  readonly total: TotalId;
  /** The part of it that came without a user; totals of resources and groups only. */
  unowned?: Sums;
  /** The part whose calls have failed; cells, operations and users only. */
  failures?: Failures;
  /** Cost and events by hour of the day, `00` to `23`; organisation cells only. */
  hours?: Map<string, { cost: PicoUsd; events: number }>;
  /** Cost by provider, service and model; totals of users, resources, groups and tags. */
  breakdown?: Map<string, { provider: string; service: string; model: string; cost: PicoUsd }>;
  usage?: Map<string, Quantity>;
  /** Counts of outcomes; the ledger's own counts only. */
  outcomes?: Map<OutcomeKind, number>;
  /** Time of the first event, for `firstAt`. */
  firstAt?: number | undefined;
}

/** What of an entry its totals depend on. */
export type SpendFacts = Pick<
  Entry,
  | 'day'
  | 'lane'
  | 'occurredAt'
  | 'recordedAt'
  | 'provider'
  | 'service'
  | 'model'
  | 'usage'
  | 'cost'
  | 'status'
  | 'reportedCost'
  | 'userId'
  | 'resource'
  | 'group'
  | 'tags'
  | 'operation'
  | 'outcome'
  | 'known'
  | 'providerKnown'
  | 'trackedTags'
  | 'userLane'
  | 'totalLane'
  | 'correctionOf'
  | 'adjusts'
>;

/** What the day totals of a kind are made of. */
interface Kept {
  readonly lane: (entry: SpendFacts) => number;
  /** Usage, breakdown and first time beside the sums. */
  readonly isDetailed: boolean;
  /** Work without a user is counted apart, for the creator of its resource or group. */
  readonly isForCreators: boolean;
  /** Failed calls are counted apart: kinds whose days are read from their own partitions, not from the day index. */
  readonly hasFailures: boolean;
}

const KEPT: Readonly<Record<OwnTotalKind, Kept>> = {
  operation: { lane: ({ lane }) => lane, isDetailed: false, isForCreators: false, hasFailures: true },
  user: { lane: ({ userLane }) => userLane, isDetailed: true, isForCreators: false, hasFailures: true },
  resource: { lane: () => 0, isDetailed: true, isForCreators: true, hasFailures: false },
  group: { lane: () => 0, isDetailed: true, isForCreators: true, hasFailures: false },
  tag: { lane: () => 0, isDetailed: true, isForCreators: false, hasFailures: false },
};

/** The kinds of which that is so. */
export const FAILURE_KINDS: ReadonlySet<OwnTotalKind> = new Set(
  OWN_TOTAL_KINDS.filter((kind) => KEPT[kind].hasFailures),
);

/** The outcome that wrappers, spans and logs say of a call that failed. */
export const FAILED_OUTCOME = 'failed';

/** Replaces names in breakdowns that the catalogue does not know. */
export const UNKNOWN_NAME = 'unknown';

const COUNTED: ReadonlySet<string> = new Set([...USAGE_UNITS, ...MEASURES]);
const COMPARED: ReadonlySet<string> = new Set(MEASURES);

/**
 * What an entry adds to which totals: a pure function of the entry and the ledger's time zone, so that
 * every repair and every replay gives the same sums.
 */
export function contributionsOf(entry: SpendFacts, timeZone: string): Contribution[] {
  const amounts = amountsOf(entry);
  const { day, lane, provider, service, model } = entry;
  // Totals of lane 0 have the names they had before there were lanes.
  const totalLane = entry.totalLane > 0 ? entry.totalLane : undefined;
  const usage = usageOf(entry);
  const hours = new Map([
    [hourOf(entry.occurredAt, timeZone), { cost: amounts.cost, events: amounts.events }],
  ]);
  const failures = failuresOf(entry, amounts);
  const list: Contribution[] = [
    {
      total: { kind: 'cell', day, lane, totalLane, provider, service, model },
      ...amounts,
      failures: { ...failures },
      hours,
      usage,
    },
    { total: { kind: 'counts', totalLane }, ...amounts },
  ];
  const { userId, resource, group, operation } = entry;
  const tags = trackedTagsOf(entry);
  const subject: WholeSubject = { userId, resource, group, tags, operation, provider, service, model };
  for (const of of scopesOf(subject, OWN_TOTAL_KINDS)) {
    const { lane: laneOf, isDetailed, isForCreators, hasFailures } = KEPT[of.kind];
    list.push({
      total: {
        kind: 'day',
        day,
        lane: laneOf(entry),
        totalLane,
        of,
        group: of.kind === 'resource' ? group : undefined,
      },
      ...amounts,
      ...(hasFailures ? { failures: { ...failures } } : {}),
      ...(isForCreators && isUnowned(entry) ? { unowned: { ...amounts } } : {}),
      ...(isDetailed
        ? { usage: ownUsage(usage), breakdown: breakdownOf(entry), firstAt: entry.occurredAt }
        : {}),
    });
  }
  if (isLate(entry, timeZone)) {
    for (const of of scopesOf(subject, LATE_KINDS)) {
      list.push({ total: { kind: 'late', month: monthOf(day), of }, ...amounts });
    }
  }
  return list;
}

/** True when the late sums of its month keep the entry too: by them a closed month knows what came after its close. */
export function isLate(entry: Pick<Entry, 'day' | 'recordedAt'>, timeZone: string): boolean {
  return entry.recordedAt >= lateFrom(monthOf(entry.day), timeZone);
}

/** What is recorded for a month from this instant on is late. */
export function lateFrom(month: Month, timeZone: string): Instant {
  return endOfMonth(month, timeZone) + LATE_AFTER_MS;
}

function isUnowned({ userId }: SpendFacts): boolean {
  return (userId ?? SYSTEM_USER) === SYSTEM_USER;
}

/** What an entry adds to the three sums; a correction says how many events it adds or takes away. */
export function amountsOf(entry: Pick<SpendFacts, 'adjusts' | 'status' | 'cost'>): Sums {
  const { events, unpriced } = entry.adjusts ?? { events: 1, unpriced: unpricedCount(entry.status) };
  return { cost: entry.cost, events, unpriced };
}

/** How many events were asked whether they have failed, and what those cost that have. */
function failuresOf({ outcome }: Pick<SpendFacts, 'outcome'>, amounts: Sums): Failures {
  const failed = outcome === FAILED_OUTCOME ? amounts : noFailures();
  return { ...failed, asked: amounts.events };
}

/** Quantities by vocabulary name; a correction brings what it says: none where it changes the price alone. */
function usageOf(entry: SpendFacts): Map<string, Quantity> {
  const { usage, correctionOf, adjusts } = entry;
  const counted = correctionOf === undefined ? withMeasures(usage, entry) : (adjusts?.usage ?? {});
  return new Map(Object.entries(counted).filter(([unit]) => COUNTED.has(unit)));
}

/** What a total of one scope keeps of it: prices are compared by model, so only cells need what was reported. */
function ownUsage(usage: ReadonlyMap<string, Quantity>): Map<string, Quantity> {
  return new Map([...usage].filter(([unit]) => unit === UNCERTAIN_EVENTS || !COMPARED.has(unit)));
}

/** Free names would grow a total without end: what the catalogue does not know is `unknown` here. */
function breakdownOf({
  known,
  providerKnown,
  provider,
  service,
  model,
  cost,
}: SpendFacts): Contribution['breakdown'] {
  const cell = known
    ? { provider, service, model, cost }
    : { provider: providerKnown ? provider : UNKNOWN_NAME, service, model: UNKNOWN_NAME, cost };
  return new Map([[`${cell.provider}|${cell.service}|${cell.model}`, cell]]);
}

function trackedTagsOf({ trackedTags, tags }: SpendFacts): Record<string, string> {
  return Object.fromEntries(
    trackedTags.flatMap((tag) => (tags[tag] === undefined ? [] : [[tag, tags[tag]]])),
  );
}

/** Adds `more` to `sum`, whose maps are its own and grow in place; both belong to the same scope. */
export function addContribution(sum: Contribution, more: Contribution): void {
  addSums(sum, more);
  if (more.unowned) addSums((sum.unowned ??= { cost: ZERO_USD, events: 0, unpriced: 0 }), more.unowned);
  if (more.failures) addFailures((sum.failures ??= noFailures()), more.failures);
  if (more.firstAt !== undefined) sum.firstAt = Math.min(sum.firstAt ?? more.firstAt, more.firstAt);
  if (more.usage) sum.usage = merged(sum.usage, more.usage, (a, b) => plus(a, b));
  if (more.outcomes) sum.outcomes = merged(sum.outcomes, more.outcomes, (a, b) => a + b);
  if (more.breakdown) {
    sum.breakdown = merged(sum.breakdown, more.breakdown, (a, b) => ({ ...a, cost: plus(a.cost, b.cost) }));
  }
  if (more.hours) {
    sum.hours = merged(sum.hours, more.hours, (a, b) => ({
      cost: plus(a.cost, b.cost),
      events: a.events + b.events,
    }));
  }
}

function merged<K, V>(sum: Map<K, V> = new Map<K, V>(), from: Map<K, V>, add: (a: V, b: V) => V): Map<K, V> {
  for (const [key, value] of from) {
    const known = sum.get(key);
    sum.set(key, known === undefined ? value : add(known, value));
  }
  return sum;
}
