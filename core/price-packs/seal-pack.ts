import { Buffer } from 'node:buffer';
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { PACK_FORMAT, type PricePack, type SignedPack } from '../../contracts/price-pack.ts';

/**
 * The file of a pack: its JSON as one text and an Ed25519 signature over that text. `privateKey` is PEM; throws an
 * Error for a key of another kind.
 */
export function sealPack(pack: PricePack, privateKey: string): string {
  const key = createPrivateKey(privateKey);
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new Error(`a price pack is signed by an Ed25519 key, not by ${key.asymmetricKeyType}`);
  }
  const text = JSON.stringify(pack);
  const signed: SignedPack = {
    format: PACK_FORMAT,
    signature: sign(null, Buffer.from(text), key).toString('base64'),
    pack: text,
  };
  return `${JSON.stringify(signed)}\n`;
}

/** The base64 of the SPKI form of a key's public half, as a stage names it; takes a private or a public PEM. */
export function publicKeyText(pem: string): string {
  return createPublicKey(pem).export({ type: 'spki', format: 'der' }).toString('base64');
}
