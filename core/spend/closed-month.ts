import type { LateKind } from '../../contracts/scopes.ts';
import type { PicoUsd } from '../money/decimal.ts';
import type { Instant, Month } from '../time/ledger-time.ts';
import type { Total } from './total.ts';
import type { Reference } from '../usage/entry.ts';

/**
 * How a closed month keeps each kind that has totals of what was recorded late: in its head, by lines of its
 * own, or as a number of them in the head and in lines of others.
 */
const CLOSED_AS = {
  organisation: 'head',
  user: 'lines',
  group: 'lines',
  resource: 'counted',
} as const satisfies Record<LateKind, 'head' | 'lines' | 'counted'>;

/** Kinds that have lines of their own in a closed month. */
export type LineKind = {
  [K in LateKind]: (typeof CLOSED_AS)[K] extends 'lines' ? K : never;
}[LateKind];

/** Cost and counts of one thing in one month. */
export interface MonthSum {
  readonly cost: PicoUsd;
  readonly events: number;
  readonly unpriced: number;
}

/** A sum that moves: late entries of a month. */
export interface LateSum extends MonthSum {
  /** Raised by every late entry. */
  readonly version: bigint;
}

export interface NamedMonthSum extends MonthSum {
  readonly name: string;
}

/** A user's line of a closed month, with what it was spent on. */
export interface UserMonthSum extends NamedMonthSum {
  /** The part of it that is among the month's late sums too: what was late and came before the close. */
  readonly late?: LateSum | undefined;
  readonly details?: Pick<Total, 'breakdown' | 'usage' | 'firstAt' | 'updatedAt'> | undefined;
}

/** A user's line of a closed month as it is read. */
export interface ClosedUserLine {
  readonly month: Month;
  readonly total: Total;
  /** The late sum's version that the line holds; 0 where nothing late came before the close. */
  readonly lateVersion: bigint;
}

export interface GroupMonthSum extends MonthSum {
  readonly group: Reference;
  /** Distinct resources of the group with costs in the month. */
  readonly resources: number;
}

/**
 * A month as it was closed: all that its days held then. These numbers can no longer change; what comes after the
 * close is kept beside them.
 */
export interface ClosedMonth {
  readonly month: Month;
  readonly closedAt: Instant;
  readonly organisation: MonthSum;
  /** Distinct resources with costs in the month. */
  readonly resources: number;
  readonly users: readonly UserMonthSum[];
  readonly groups: readonly GroupMonthSum[];
}

/** The organisation's line of a closed month. */
export type ClosedMonthHead = Omit<ClosedMonth, 'users' | 'groups'>;

/** What was recorded for a month more than 48 hours after its end. */
export interface LateMonth {
  readonly organisation: LateSum;
  readonly users: readonly (NamedMonthSum & LateSum)[];
  readonly groups: readonly (MonthSum & { readonly group: Reference })[];
}

/** Keeps closed months. Methods reject on outages. */
export interface ClosedMonthStore {
  head(month: Month): Promise<ClosedMonthHead | undefined>;
  /** The heads of those of these months that are closed. */
  heads(months: readonly Month[]): Promise<ReadonlyMap<Month, ClosedMonthHead>>;
  users(month: Month): Promise<UserMonthSum[]>;
  /** Which of these months are closed. */
  closed(months: readonly Month[]): Promise<ReadonlySet<Month>>;
  /** One user's lines of closed months, with all that the month's days knew. */
  user(userId: string, months: readonly Month[]): Promise<ClosedUserLine[]>;
  /** The versions of the user's late sums, of months that have one. */
  lateUser(userId: string, months: readonly Month[]): Promise<ReadonlyMap<Month, bigint>>;
  groups(month: Month): Promise<GroupMonthSum[]>;
  late(month: Month): Promise<LateMonth>;
  /** Writes every line, the organisation's last and only if it is not there: then the month is closed. */
  close(month: ClosedMonth): Promise<void>;
  /** Opens those of these months again that were closed without an event, so that an import fills them. */
  reopenEmpty(months: readonly Month[]): Promise<Month[]>;
}
