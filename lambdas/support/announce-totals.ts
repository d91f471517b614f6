import { ulid } from 'ulid';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { DynamoBudgetReader } from '../../adapters/dynamo/budget-reader.ts';
import type { DocumentClient } from '../../adapters/dynamo/document-client.ts';
import { busPublisher } from '../../adapters/eventbridge/event-publisher.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { announceTotals } from '../../core/alerts/announce-totals.ts';
import { readVariable } from './read-environment.ts';

/** Tells on the stage's bus whose totals changed. */
export function productionAnnounce(client: DocumentClient, table: string, settings: LedgerSettings) {
  const { alertCanary, budgets, organisationBudget: form } = settings;
  return announceTotals({
    store: new DynamoBudgetReader(client, table, () => ulid(systemClock.now())),
    events: busPublisher(readVariable('eventBusName')),
    stageHasBudgets:
      alertCanary || budgets.length > 0 || form.monthlyLimit != null || form.dailyLimit != null,
  });
}
