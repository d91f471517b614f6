import type { LateKind, OwnTotalKind } from '../../contracts/scopes.ts';
import type { Scope } from '../scopes/scope.ts';
import type { Day, Month } from '../time/ledger-time.ts';
import type { Reference } from '../usage/entry.ts';

/** A day of one scope that has an item of its own. */
export interface DayTotalId<K extends OwnTotalKind = OwnTotalKind> {
  readonly kind: 'day';
  readonly day: Day;
  /** 0 where the kind is not split into lanes. */
  readonly lane: number;
  /** The lane of the entries that are added to it, decided when they were recorded; absent: 0. */
  readonly totalLane?: number | undefined;
  readonly of: Scope<K>;
  /** The group that a resource's part of the day was recorded for. */
  readonly group?: Reference | undefined;
}

/** A day of the organisation in one provider, service and model. */
export interface CellTotalId {
  readonly kind: 'cell';
  readonly day: Day;
  readonly lane: number;
  readonly totalLane?: number | undefined;
  readonly provider: string;
  readonly service: string;
  readonly model: string;
}

/**
 * Names one total of the ledger: what a day cost in one respect. Months and lifetimes are sums of days, so
 * nothing is ever reset.
 */
export type TotalId =
  | CellTotalId
  | DayTotalId
  /** What was recorded for a month more than 48 hours after its end. */
  | { readonly kind: 'late'; readonly month: Month; readonly of: Scope<LateKind> }
  /** Numbers since the start of the ledger. */
  | { readonly kind: 'counts'; readonly totalLane?: number | undefined };
