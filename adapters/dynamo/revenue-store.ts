import type { ProfileKind } from '../../contracts/scopes.ts';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { RevenueScope, RevenueStore, ScopeRevenue } from '../../core/revenue/revenue-store.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { textAttribute, usdNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { type ItemKey, parseScopeKey, scopeKey, scopeKeyPrefix } from './keys.ts';
import { readableItems } from './readable-items.ts';
import { ofPartition } from './run-queries.ts';
import type { Table } from './table.ts';

/** Periods for which revenue of users, resources or groups was posted: an erasure goes through them. */
export const REVENUE_PERIODS_PARTITION = `${PREFIX.budget}revenue-periods`;

/** Where the revenue of one of them in a period is. */
export function revenueKey(period: string, scope: RevenueScope): ItemKey {
  return { pk: `${PREFIX.budget}revenue#${period}`, sk: scopeKey(scope) };
}

/** Revenue by period and scope, an item each; beside the budgets, which every gate reads, and not among them. */
export class DynamoRevenueStore implements RevenueStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async post(period: string, { scope, usd }: ScopeRevenue, at: Instant): Promise<void> {
    // Listed first: what an erasure cannot find must not be there.
    await this.#table.put({ pk: REVENUE_PERIODS_PARTITION, sk: period, e: ENTITY.revenuePeriod });
    await this.#table.put({ ...revenueKey(period, scope), e: ENTITY.revenue, c: usd, t: at });
  }

  async of(period: string, kind: ProfileKind): Promise<ScopeRevenue[]> {
    const { pk } = revenueKey(period, { kind: 'user', id: '' });
    return readableItems(await this.#table.queryAll(ofPartition(pk, scopeKeyPrefix(kind))), revenueOf);
  }
}

function revenueOf(item: Item): ScopeRevenue {
  const scope = parseScopeKey(textAttribute(item['sk'])) as RevenueScope;
  return { scope, usd: usdNumber(item['c']) };
}
