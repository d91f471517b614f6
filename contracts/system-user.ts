/** The user id under which totals keep work without a user, and the name under which it is shown. */
export const SYSTEM_USER = '-';
export const SYSTEM_NAME = 'system';

/** The user id of totals for an id as people and the API write it. */
export function storedUserId(shown: string): string {
  return shown === SYSTEM_NAME ? SYSTEM_USER : shown;
}

/** A user id of totals or entries as people and the API see it; an entry without one is the system's. */
export function shownUserId(stored: string | null | undefined): string {
  return stored === SYSTEM_USER ? SYSTEM_NAME : (stored ?? SYSTEM_NAME);
}

/** True for both names of work without a user: no person can be called so. */
export function isSystemUser(userId: string): boolean {
  return userId === SYSTEM_USER || userId === SYSTEM_NAME;
}
