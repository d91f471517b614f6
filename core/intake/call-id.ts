import { createHash } from 'node:crypto';
import { LIMITS } from '../../contracts/message-limits.ts';
import { CORRECTION_SUFFIX } from '../../contracts/key-names.ts';
import { lastingId } from '../../providers/lasting-id.ts';

const HASH = 'sha256-';

/**
 * The id of an entry for the id that a provider gave its answer, the same whichever way it is reported: a call that
 * comes by two ways is one entry. One of more than 128 characters becomes its hash; undefined for an id that cannot be
 * the only one of its kind.
 */
export function callIdOf(responseId: string | undefined): string | undefined {
  const id = lastingId(responseId?.trim());
  if (id === undefined) return undefined;
  const plain = /^[\x21-\x7e]+$/.test(id) && !CORRECTION_SUFFIX.test(id);
  return plain && id.length <= LIMITS.idCharacters
    ? id
    : HASH + createHash('sha256').update(id).digest('hex');
}
