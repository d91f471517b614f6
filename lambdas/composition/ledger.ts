import { newUlid } from '../../adapters/chance/new-ulid.ts';
import { jitteredPause } from '../../adapters/clock/retry-delay.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { documentClient, onceClient } from '../../adapters/dynamo/document-client.ts';
import { REPEATABLE, retryPolicy } from '../../adapters/dynamo/retry-policy.ts';
import { readSettings, readVariable } from '../support/read-environment.ts';
import { type Makers, openLedger, type OpenLedger } from './open-ledger.ts';
import type * as stores from './stores.ts';

/** The ledger with every store; what takes a part of it says which: `Pick<Ledger, 'totals' | 'clock'>`. */
export type Ledger = OpenLedger<typeof stores>;

/**
 * The ledger of a function with the stores it names, from its environment; `retries` say when calls of the table
 * are made again. Throws an Error that names a missing variable.
 */
export function deployedLedger<M extends Makers>(makers: M, retries = REPEATABLE): OpenLedger<M> {
  return openLedger(
    {
      client: documentClient({ retryStrategy: retryPolicy(retries) }),
      once: onceClient,
      table: readVariable('tableName'),
      settings: readSettings(),
      clock: systemClock,
      newId: () => newUlid(systemClock.now()),
      pause: jitteredPause,
    },
    makers,
  );
}
