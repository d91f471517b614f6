import type { Logger } from './logger.ts';
import { busPublisher } from '../../adapters/eventbridge/event-publisher.ts';
import { announceTotals } from '../../core/alerts/announce-totals.ts';
import type { LedgerRecord } from '../../core/spend/spend-ports.ts';
import type { Ledger } from '../composition/ledger.ts';
import { readVariable } from './read-environment.ts';

/** Tells on the stage's bus whose totals changed. */
export function totalsAnnouncer({ budgetReader, settings }: Pick<Ledger, 'budgetReader' | 'settings'>) {
  const { alertCanary, budgets, organisationBudget: form } = settings;
  return announceTotals({
    store: budgetReader,
    events: busPublisher(readVariable('eventBusName')),
    stageHasBudgets:
      alertCanary || budgets.length > 0 || form.monthlyLimit != null || form.dailyLimit != null,
  });
}

/** A batch whose scopes were not told comes again: what is added stays added, and is told again. */
export async function tellChanged(
  records: readonly LedgerRecord[],
  announce: (records: readonly LedgerRecord[]) => Promise<void>,
  logger: Pick<Logger, 'error'>,
): Promise<{ failed: readonly LedgerRecord[] }> {
  try {
    await announce(records);
    return { failed: [] };
  } catch (error) {
    logger.error('changed totals were not announced', { error: error as Error });
    return { failed: records };
  }
}
