import type { Logger } from '@aws-lambda-powertools/logger';
import { ulid } from 'ulid';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import type { DocumentClient } from '../../adapters/dynamo/document-client.ts';
import { onceClient } from '../../adapters/dynamo/send-once.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import type { SecretBox } from '../../core/budgets/budget-ports.ts';
import type { PriceBookSource } from '../../core/usage/usage-ports.ts';
import { type BudgetServices, budgetServices } from './budget-services.ts';
import { readVariable } from './read-environment.ts';

/** Secrets are rare: their client is started when one is asked for. */
async function secretBox(): Promise<SecretBox> {
  const { kmsSecretBox } = await import('../../adapters/kms/kms-secret-box.ts');
  return kmsSecretBox(readVariable('secretKeyId'));
}

const secrets: SecretBox = {
  encrypt: async (clear) => (await secretBox()).encrypt(clear),
  decrypt: async (sealed) => (await secretBox()).decrypt(sealed),
};

/** The budgets' parts as functions run them; `reads` may repeat itself, writes of the gate never do. */
export function productionBudgets(
  parts: {
    readonly reads: DocumentClient;
    readonly table: string;
    readonly settings: LedgerSettings;
    readonly prices: PriceBookSource;
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
    log: {
      leftToExpiry: ({ what, error }) => logger.warn('left to expiry', { what, error: error as Error }),
    },
  });
}
