const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Whether a text is a ULID, as this ledger makes them. */
export function isUlid(text: string): boolean {
  return ULID.test(text);
}

/** Milliseconds of a ULID's first ten characters. */
export function ulidTime(ulid: string): number {
  return Array.from(ulid.slice(0, 10)).reduce(
    (time, character) => time * 32 + CROCKFORD.indexOf(character),
    0,
  );
}
