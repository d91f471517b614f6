import { busPublisher } from '../../adapters/eventbridge/event-publisher.ts';
import { announceTotals } from '../../core/alerts/announce-totals.ts';
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
