import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@aws-lambda-powertools/logger';
import { DynamoAlertStore } from '../../adapters/dynamo/alert-store.ts';
import type { DocumentClient } from '../../adapters/dynamo/document-client.ts';
import { busPublisher } from '../../adapters/eventbridge/event-publisher.ts';
import { resolveGone } from '../../core/alerts/resolve-gone.ts';
import type { Alerting } from '../api/ports.ts';
import { readVariable } from './read-environment.ts';

/** What the API knows of alerts: their store, and the bus that wakes the function behind them. */
export function productionAlerting(
  client: DocumentClient,
  table: string,
  logger: Pick<Logger, 'warn'>,
): Alerting {
  const events = busPublisher(readVariable('eventBusName'));
  const alerts = new DynamoAlertStore(client, table);
  return {
    alerts,
    events,
    evaluate: async (scopes) => {
      try {
        await events.totalsChanged(scopes);
      } catch (error) {
        // The change is stored: an error would make its author repeat it. The safety net looks again.
        logger.warn('a changed budget was not evaluated at once', { error: error as Error });
      }
    },
    resolveGone: async (book, at) => {
      try {
        await resolveGone(book, at, alerts);
      } catch (error) {
        logger.warn('alerts of a changed budget were not resolved at once', { error: error as Error });
      }
    },
    gateLog: { untold: (event) => logger.warn('a turned gate was not told yet', { ...event }) },
    wait: (ms) => sleep(ms),
  };
}
