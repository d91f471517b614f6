import * as z from 'zod/mini';

/** Where something is fetched from: encrypted, or from this machine. */
export const feedAddress = z
  .string()
  .check(
    z.regex(
      /^(https:\/\/[^\s]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/[^\s]*)?)$/,
      'must be an https address, or http on this machine',
    ),
  );

/** A feed's address as readers see it: its query may hold a key, and the part before its host a password. */
export function feedPlace(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** A message about addresses, without what `feedPlace` leaves out of them. */
export function withoutKeys(message: string): string {
  return message.replaceAll(/\/\/[^\s/?@]+@/g, '//').replaceAll(/\?\S*/g, '?…');
}
