import { randomBytes } from 'node:crypto';

/** A name for an erased user: 128 bits by chance, made from nothing that is known of the user. */
export function randomPseudonym(): string {
  return `erased-${randomBytes(16).toString('hex')}`;
}
