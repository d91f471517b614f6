import { randomBytes } from 'node:crypto';
import { ERASED_USER } from '../../contracts/hidden-users.ts';

/** A name for an erased user: 128 bits by chance, made from nothing that is known of the user. */
export function randomPseudonym(): string {
  return ERASED_USER + randomBytes(16).toString('hex');
}
