import { createHash } from 'node:crypto';
import { ADJUSTMENT_SUFFIX, LIMITS } from '../../contracts/usage-message.ts';

/** A shorter id is no name for ever: local servers count from one, or throw a die of a thousand. */
const LEAST_CHARACTERS = 16;
const HASH = 'sha256-';

/**
 * The id of an entry for the id that a provider gave its answer, the same whichever way it is reported: a call that
 * comes by two ways is one entry. One of more than 128 characters becomes its hash; undefined for an id that is too
 * short to be the only one of its kind.
 */
export function callIdOf(responseId: string | undefined): string | undefined {
  const id = responseId?.trim();
  if (id === undefined || id.length < LEAST_CHARACTERS) return undefined;
  const plain = /^[\x21-\x7e]+$/.test(id) && !ADJUSTMENT_SUFFIX.test(id);
  return plain && id.length <= LIMITS.idCharacters
    ? id
    : HASH + createHash('sha256').update(id).digest('hex');
}
