import type { DimensionKind } from '../../contracts/scopes.ts';

// Made of the API's schemas by `npm run client:shapes`; change contracts/api/queries.ts instead.

/** What costs are split by; `tag:NAME` of a tag that the stage tracks. */
export type Dimension = Exclude<DimensionKind, 'tag'> | `tag:${string}`;

/** Every read of amounts can be converted; the answer names the rate. */
export interface InCurrency {
  /** A code such as `EUR`. */
  currency?: string | undefined;
  /** By the rate of this day, or the newest before it. */
  rateDate?: string | undefined;
}

/** Days or months (`to` included) or times (half-open), or a period; all of it if absent. */
export interface Range extends InCurrency {
  /** First day or month, or the time from which on. */
  from?: string | undefined;
  /** Last day or month, or the time before which. */
  to?: string | undefined;
  /** A day or a month, in the place of `from` and `to`. */
  period?: string | undefined;
}

/** What a history of one user is narrowed by, and a page of it. */
export interface EntryFilter extends InCurrency {
  /** First day or month, or the time from which on. */
  from?: string | undefined;
  /** Last day or month, or the time before which. */
  to?: string | undefined;
  /** A day or a month, in the place of `from` and `to`. */
  period?: string | undefined;
  /** At most so many of a page, 1 to 200. */
  limit?: number | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
  provider?: string | undefined;
  service?: string | undefined;
  model?: string | undefined;
  operation?: string | undefined;
  /** `NAME:VALUE`, or `NAME` alone for any value. */
  tag?: string | undefined;
  outcome?: string | undefined;
  status?: 'priced' | 'unpriced' | 'reported' | 'uncertain' | undefined;
  resourceType?: string | undefined;
  resourceId?: string | undefined;
  groupType?: string | undefined;
  groupId?: string | undefined;
  correlationId?: string | undefined;
  sort?: 'cost' | undefined;
  /** Also how users, groups and resources are called. */
  names?: boolean | undefined;
}

/** The same of everybody's. */
export interface AllEntriesFilter extends EntryFilter {
  /** The one entry of this id. */
  id?: string | undefined;
  userId?: string | undefined;
  /** Only those without a user. */
  system?: boolean | undefined;
}

/** When, and a page of the resources of a group. */
export interface GroupPage extends Range {
  /** At most so many of a page, 1 to 200. */
  limit?: number | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
}

/** When, and a page of users. */
export interface UserPage extends Range {
  /** At most so many of a page, 1 to 200. */
  limit?: number | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
  sort?: 'cost' | undefined;
}

/** When, and a page of the token's own resources. */
export interface OwnResourcePage extends Range {
  /** At most so many of a page, 1 to 200. */
  limit?: number | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
  type?: string | undefined;
}

/** What a breakdown is narrowed by, and a page of it. */
export interface SpendFilter extends InCurrency {
  /** First day or month, or the time from which on. */
  from?: string | undefined;
  /** Last day or month, or the time before which. */
  to?: string | undefined;
  /** A day or a month, in the place of `from` and `to`. */
  period?: string | undefined;
  /** At most so many of a page, 1 to 200. */
  limit?: number | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
  provider?: string | undefined;
  service?: string | undefined;
  model?: string | undefined;
  operation?: string | undefined;
  /** `NAME:VALUE`, or `NAME` alone for any value. */
  tag?: string | undefined;
  outcome?: string | undefined;
  status?: 'priced' | 'unpriced' | 'reported' | 'uncertain' | undefined;
  resourceType?: string | undefined;
  resourceId?: string | undefined;
  groupType?: string | undefined;
  groupId?: string | undefined;
  correlationId?: string | undefined;
  userId?: string | undefined;
}

/** What a trend is narrowed by. */
export interface TrendFilter extends InCurrency {
  /** First day or month, or the time from which on. */
  from?: string | undefined;
  /** Last day or month, or the time before which. */
  to?: string | undefined;
  /** A day or a month, in the place of `from` and `to`. */
  period?: string | undefined;
  provider?: string | undefined;
  service?: string | undefined;
  model?: string | undefined;
  operation?: string | undefined;
  /** `NAME:VALUE`, or `NAME` alone for any value. */
  tag?: string | undefined;
  outcome?: string | undefined;
  status?: 'priced' | 'unpriced' | 'reported' | 'uncertain' | undefined;
  resourceType?: string | undefined;
  resourceId?: string | undefined;
  groupType?: string | undefined;
  groupId?: string | undefined;
  correlationId?: string | undefined;
  userId?: string | undefined;
  interval?: 'hour' | 'day' | 'week' | 'month' | undefined;
  /** Divides each point too. */
  dimension?: Dimension | undefined;
  names?: string | undefined;
}

/** A page of budgets. */
export interface BudgetPage extends InCurrency {
  /** At most so many of a page, 1 to 200. */
  limit?: number | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
  /** Also how users, groups and resources are called. */
  names?: boolean | undefined;
}

/** Prices of one provider, model, time; all that were ever in force without them. */
export interface PriceFilter extends InCurrency {
  /** At most so many of a page, 1 to 200. */
  limit?: number | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
  provider?: string | undefined;
  service?: string | undefined;
  model?: string | undefined;
  region?: string | undefined;
  /** A part of the provider, the SKU or a model. */
  q?: string | undefined;
  /** Only what is in force then. */
  at?: string | undefined;
  /** Only what came into force then or later, or will. */
  since?: string | undefined;
}

/** Whose month, and what is put on top of its cost. */
export interface StatementOf extends InCurrency {
  /** Left out: the token's own. */
  userId?: string | undefined;
  /** Left out: the month that is open. */
  month?: string | undefined;
  /** Percent on top of the cost. */
  markup?: string | undefined;
}
