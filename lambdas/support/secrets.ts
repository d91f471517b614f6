import { kmsSecretBox } from '../../adapters/kms/kms-secret-box.ts';
import type { SecretBox } from '../../core/budgets/budget-ports.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { findVariable } from './read-environment.ts';

/** Secrets are rare: their client is started when one is asked for. */
function secretBox(): SecretBox {
  const keyId = findVariable('secretKeyId');
  if (keyId === undefined) {
    throw new InvalidInputError(
      'this stage has no key that could keep a webhook secret: set "webhooks: true" for it in config/stages.ts and deploy',
    );
  }
  return kmsSecretBox(keyId);
}

/** Seals and opens addresses and keys of webhooks. Throws InvalidInputError in a stage without a key. */
export const secrets: SecretBox = {
  encrypt: async (clear) => secretBox().encrypt(clear),
  decrypt: async (sealed) => secretBox().decrypt(sealed),
};
