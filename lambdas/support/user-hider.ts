import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { once } from '../../core/once.ts';
import type { UserHider } from '../../core/usage/hide-users.ts';
import { readVariable } from './read-environment.ts';

/** The hashes of a stage that keeps them; undefined in one that keeps user ids. */
export function userHider({ hashUserIds }: Pick<LedgerSettings, 'hashUserIds'>): UserHider | undefined {
  if (!hashUserIds) return undefined;
  const keyId = readVariable('userKeyId');
  // Other stages never load this client.
  const open = once(async () => (await import('../../adapters/kms/kms-user-hider.ts')).kmsUserHider(keyId));
  return { current: async () => await (await open()).current() };
}
