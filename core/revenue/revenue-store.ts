import type { ProfileKind } from '../../contracts/scopes.ts';
import type { PicoUsd } from '../money/decimal.ts';
import type { Scope } from '../scopes/scope.ts';
import type { Instant } from '../time/ledger-time.ts';

/** Whose revenue may be posted by itself: a user, a resource or a group. */
export type RevenueScope = Scope<ProfileKind>;

/** What was earned by one of them in a period. */
export interface ScopeRevenue {
  readonly scope: RevenueScope;
  readonly usd: PicoUsd;
}

/** Keeps what was posted for users, resources and groups, by period. Rejects on outages. */
export interface RevenueStore {
  /** Posting again replaces. */
  post(period: string, revenue: ScopeRevenue, at: Instant): Promise<void>;
  /** All that was posted for a kind in just this period. */
  of(period: string, kind: ProfileKind): Promise<ScopeRevenue[]>;
}
