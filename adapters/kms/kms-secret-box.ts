import { Buffer } from 'node:buffer';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import type { SecretBox } from '../../core/budgets/budget-ports.ts';
import { UnavailableError } from '../../core/errors.ts';

/** Bound to every ciphertext: what was sealed for something else does not open here. */
const EncryptionContext = { purpose: 'costkeeper-channel' };

/** Secrets sealed by a key of the stage; KMS seals at most 4 KB at once, an address is far below. */
export function kmsSecretBox(keyId: string): SecretBox {
  const client = new KMSClient({});
  return {
    encrypt: async (clear) => {
      const Plaintext = Buffer.from(clear);
      const { CiphertextBlob } = await client.send(
        new EncryptCommand({ KeyId: keyId, Plaintext, EncryptionContext }),
      );
      if (!CiphertextBlob) throw new UnavailableError('the key answered without a ciphertext: try again');
      return Buffer.from(CiphertextBlob).toString('base64');
    },
    decrypt: async (sealed) => {
      const CiphertextBlob = Buffer.from(sealed, 'base64');
      const { Plaintext } = await client.send(
        new DecryptCommand({ KeyId: keyId, CiphertextBlob, EncryptionContext }),
      );
      if (!Plaintext) throw new UnavailableError('the key answered without the secret: try again');
      return Buffer.from(Plaintext).toString();
    },
  };
}
