/** What a change of prices makes the page read again: first parts of paths. */
export const PRICED_READS = ['/prices', '/dashboard', '/status'] as const;
