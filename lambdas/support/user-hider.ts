import { kmsUserHider } from '../../adapters/kms/kms-user-hider.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import type { UserHider } from '../../core/usage/hide-users.ts';
import { readVariable } from './read-environment.ts';

/** The hashes of a stage that keeps them; undefined in one that keeps user ids. */
export function userHider({ hashUserIds }: Pick<LedgerSettings, 'hashUserIds'>): UserHider | undefined {
  if (!hashUserIds) return undefined;
  const keyId = readVariable('userKeyId');
  let hider: UserHider | undefined;
  return {
    current: () => {
      // Other stages never start this client.
      hider ??= kmsUserHider(keyId);
      return hider.current();
    },
  };
}
