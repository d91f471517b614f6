import type { SecretBox } from '../../core/budgets/budget-ports.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { findVariable } from './read-environment.ts';

/** Secrets are rare: their client is loaded when one is asked for. */
async function secretBox(): Promise<SecretBox> {
  const keyId = findVariable('secretKeyId');
  if (keyId === undefined) {
    throw new InvalidInputError(
      'this stage has no key that could keep a webhook secret: set "webhooks: true" for it in config/stages.ts and deploy',
    );
  }
  const { kmsSecretBox } = await import('../../adapters/kms/kms-secret-box.ts');
  return kmsSecretBox(keyId);
}

/** Seals and opens addresses and keys of webhooks. Throws InvalidInputError in a stage without a key. */
export const secrets: SecretBox = {
  encrypt: async (clear) => (await secretBox()).encrypt(clear),
  decrypt: async (sealed) => (await secretBox()).decrypt(sealed),
};
