/** Begins the names of users whose id the ledger does not keep. */
export const HASHED_USER = 'hashed-';
export const ERASED_USER = 'erased-';

const HIDDEN = new RegExp(`^(?:${HASHED_USER}|${ERASED_USER})[0-9a-f]{32}$`);

/** True for a keyed hash of a user id and for the pseudonym of an erased user: neither is hashed again. */
export function isHiddenUser(userId: string): boolean {
  return HIDDEN.test(userId);
}
