import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import type { UserHider } from '../../core/usage/hide-users.ts';
import { readVariable } from './read-environment.ts';

/** The hashes of a stage that keeps them; undefined in one that keeps user ids. */
export function userHider({ hashUserIds }: Pick<LedgerSettings, 'hashUserIds'>): UserHider | undefined {
  if (!hashUserIds) return undefined;
  const keyId = readVariable('userKeyId');
  let hider: Promise<UserHider> | undefined;
  return {
    current: async () => {
      // Other stages never start this client.
      hider ??= import('../../adapters/kms/kms-user-hider.ts').then(({ kmsUserHider }) =>
        kmsUserHider(keyId),
      );
      return (await hider).current();
    },
  };
}
