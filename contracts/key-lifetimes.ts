/** Days that the key of a machine lasts: where nothing else is said, and at most; `expiring` in the last of them. */
export const KEY_DAYS = { usual: 365, most: 730, expiring: 30 } as const;

/** Hours that the old secret of a rotated key still counts. */
export const GRACE_HOURS = { usual: 24, most: 168 } as const;
