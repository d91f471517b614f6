import type { Logger } from '@aws-lambda-powertools/logger';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { type DocumentClient, onceClient } from '../../adapters/dynamo/document-client.ts';
import { DynamoHeldStore } from '../../adapters/dynamo/held-store.ts';
import { DynamoHoldStore } from '../../adapters/dynamo/hold-store.ts';
import { settleHolds } from '../../core/budgets/settle-holds.ts';

/** Settles the holds of entries that are in the totals; what fails is left to its expiry. */
export function productionSettle(reads: DocumentClient, table: string, logger: Pick<Logger, 'warn'>) {
  const clients = { reads, once: onceClient() };
  const ports = {
    held: new DynamoHeldStore(clients, table, systemClock),
    holds: new DynamoHoldStore(clients, table),
    log: {
      leftToExpiry: ({ what, error }: { readonly what: string; readonly error: unknown }) =>
        logger.warn('left to expiry', { what, error: error as Error }),
    },
  };
  return (holdIds: readonly string[]) => settleHolds(holdIds, ports);
}
