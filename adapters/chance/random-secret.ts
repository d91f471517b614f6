import { randomBytes } from 'node:crypto';

/** The secret of a key: 256 bits by chance, 43 characters of base64url. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}
