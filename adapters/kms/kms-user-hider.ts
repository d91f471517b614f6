import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { UnavailableError } from '../../core/errors.ts';
import { once } from '../../core/once.ts';
import { hashingUsers, type UserHider } from '../../core/usage/hide-users.ts';

/** What the stage's key signs once for each function that starts: the signature is the key of the hashes. */
const MESSAGE = new TextEncoder().encode('costkeeper user ids 1');

/**
 * Hashes of user ids behind a key that never leaves KMS: one call gives a secret that only who may use the key
 * can get, and it stays in memory. A call that fails is made again by the next use.
 */
export function kmsUserHider(keyId: string, client = new KMSClient({})): UserHider {
  const fetchSecret = async () => {
    const command = new GenerateMacCommand({ KeyId: keyId, Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' });
    const { Mac } = await client.send(command);
    if (!Mac) throw new UnavailableError('the key answered without a signature: try again');
    return hashingUsers(Mac);
  };
  return {
    current: once(fetchSecret),
  };
}
