import type { Logger } from '@aws-lambda-powertools/logger';
import { ulid } from 'ulid';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { type DocumentClient, onceClient } from '../../adapters/dynamo/document-client.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import type { GatePrices } from '../../core/budgets/budget-ports.ts';
import { type BudgetServices, budgetServices } from './budget-services.ts';
import { findVariable } from './read-environment.ts';
import { secrets } from './secrets.ts';

/** The budgets' parts as functions run them; `reads` may repeat itself, writes of the gate never do. */
export function productionBudgets(
  parts: {
    readonly reads: DocumentClient;
    readonly table: string;
    readonly settings: LedgerSettings;
    readonly prices: GatePrices;
  },
  logger: Pick<Logger, 'warn'>,
): BudgetServices {
  const { reads, table, settings, prices } = parts;
  return budgetServices({
    clients: { reads, once: onceClient() },
    table,
    settings,
    clock: systemClock,
    prices,
    newId: () => ulid(systemClock.now()),
    secrets,
    development: findVariable('stage') === 'dev',
    log: {
      leftToExpiry: ({ what, error }) => logger.warn('left to expiry', { what, error: error as Error }),
    },
  });
}
