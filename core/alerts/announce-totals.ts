import type { BudgetStore } from '../budgets/budget-ports.ts';
import type { LedgerRecord } from '../spend/spend-ports.ts';
import type { EventPublisher } from './alert-ports.ts';
import { changedScopes } from './changed-scopes.ts';

export interface AnnouncePorts {
  readonly store: Pick<BudgetStore, 'version'>;
  readonly events: Pick<EventPublisher, 'totalsChanged'>;
  /** The stage brings budgets along, whatever is stored. */
  readonly stageHasBudgets: boolean;
}

/**
 * Tells whose totals a batch changed, in one event, while there are budgets; rejects when it was not taken.
 * Whether there are any is asked until there are: the version of the stored list never goes back to 0.
 */
export function announceTotals({ store, events, stageHasBudgets }: AnnouncePorts) {
  let budgetsExist = stageHasBudgets;
  return async (records: readonly Pick<LedgerRecord, 'contributions' | 'correlationId'>[]): Promise<void> => {
    const scopes = changedScopes(records);
    if (scopes.length === 0) return;
    budgetsExist ||= (await store.version()) > 0n;
    if (budgetsExist) await events.totalsChanged(scopes);
  };
}
