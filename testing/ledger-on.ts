import { newUlid } from '../adapters/chance/new-ulid.ts';
import { jitteredPause } from '../adapters/clock/retry-delay.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import type { DocumentClient } from '../adapters/dynamo/table-calls.ts';
import { type LedgerSettings, ledgerSettingsSchema } from '../contracts/ledger-settings.ts';
import type { Clock } from '../core/time/ledger-time.ts';
import type { Ledger } from '../lambdas/composition/ledger.ts';
import { openLedger } from '../lambdas/composition/open-ledger.ts';
import * as stores from '../lambdas/composition/stores.ts';

/** Settings as a stage would give them; their schema says what is wrong with them. */
type GivenSettings = Readonly<Partial<Record<keyof LedgerSettings, unknown>>>;

/** The ledger on a table with every store; settings that are not given are the defaults. */
export function ledgerOn(
  client: DocumentClient,
  table: string,
  settings: GivenSettings = {},
  clock: Clock = systemClock,
): Ledger {
  return openLedger(
    {
      client,
      once: () => client,
      table,
      settings: ledgerSettingsSchema.parse(settings),
      clock,
      newId: () => newUlid(clock.now()),
      pause: jitteredPause,
    },
    stores,
  );
}
