import type { Days } from '../time/range.ts';
import type { Day } from '../time/ledger-time.ts';
import type { Reference } from '../usage/entry.ts';
import type { DayTotal, Total } from './total.ts';

/** One cell of the organisation: a day, a provider, a service, a model. */
export interface OrganisationCell extends DayTotal {
  readonly provider: string;
  readonly service: string;
  readonly model: string;
}

/** The total of something named (an operation, a tag's value, a user) on a day. */
export interface NamedDayTotal extends DayTotal {
  readonly name: string;
}

/** A resource's total on a day, with the group it was recorded for. */
export interface ResourceDayTotal extends DayTotal {
  readonly resource: Reference;
  readonly group?: Reference | undefined;
}

export interface GroupDayTotal extends DayTotal {
  readonly group: Reference;
}

/**
 * What a read of many totals brings: each `whole`, or its `sums`: cost, counts, version and last change, which are a
 * tenth of its bytes. Sums of days that nothing is added to may come from memory: a repair or an erasure that no entry
 * tells of is in them after five minutes at the latest.
 */
export type TotalDetail = 'whole' | 'sums';

/**
 * Reads of totals. Their cost grows with days and with names, never with the number of entries. Days
 * without a total are left out. Methods reject on outages.
 */
export interface TotalsReader {
  /** The earliest day of the ledger; undefined while it is empty. */
  firstDay(): Promise<Day | undefined>;
  /**
   * Those of some days that may hold anything, so that no work follows the calendar. A few days come back as they are.
   */
  heldAmong(days: readonly Day[]): Promise<readonly Day[]>;
  cells(days: Days, detail?: TotalDetail): Promise<OrganisationCell[]>;
  /** Sums alone. */
  operations(days: Days): Promise<NamedDayTotal[]>;
  /** All values of a tracked tag, sums alone. */
  tagValues(tag: string, days: Days): Promise<NamedDayTotal[]>;
  /** One value of a tracked tag. */
  tagValue(tag: string, value: string, days: Days): Promise<DayTotal[]>;
  /** All users, SYSTEM_USER among them. */
  users(days: Days, detail?: TotalDetail): Promise<NamedDayTotal[]>;
  /** How many users have events on a day that are not void, SYSTEM_USER left out. */
  countUsers(day: Day): Promise<number>;
  user(userId: string, days: Days): Promise<DayTotal[]>;
  /** One resource; without days, its whole life in one query. */
  resource(resource: Reference, days?: Days): Promise<ResourceDayTotal[]>;
  group(group: Reference, days?: Days): Promise<DayTotal[]>;
  /** Cost and counts of all resources of these days, of one group if given. */
  resources(days: readonly Day[], group?: Reference): Promise<ResourceDayTotal[]>;
  groups(days: readonly Day[]): Promise<GroupDayTotal[]>;
  /** First and last time of resources on days, which `resources` does not bring. */
  resourceDetails(wanted: readonly ResourceDayTotal[]): Promise<ResourceDayTotal[]>;
  /** Numbers since the start of the ledger. */
  counts(): Promise<Total & { readonly outcomes: ReadonlyMap<string, number> }>;
}
