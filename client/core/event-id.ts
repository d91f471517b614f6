import { createHash } from 'node:crypto';

/** The ledger's limit for an id. */
const MOST_CHARACTERS = 128;

/** An id that the ledger takes: a longer one by its SHA-256, so that two that begin alike stay two. */
export function fittingId(id: string): string {
  if (id.length <= MOST_CHARACTERS) return id;
  return `sha256-${createHash('sha256').update(id).digest('hex')}`;
}
