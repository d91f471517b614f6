import { Buffer } from 'node:buffer';

/** Digits of packed texts: whatever a literal of a module writes as it is, and no mark. */
export const DIGITS =
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,:;!?()[]<>*+=|~^@&/"{}';

/** What a packed text starts with: its length when unpacked, in so many digits. */
export const LENGTH_DIGITS = 4;

/** "As so many characters before": how far in two digits, then how many, less LEAST_REPEAT, in one. */
export const NEAR = '#';
/** The same with three digits for how far. */
export const FAR = '%';
export const LEAST_REPEAT = 5;

/** Stands for the end of a line, which a literal writes as two characters. */
export const LINE_END = '`';

/**
 * The entries of each provider as JSON text, of packed texts (see scripts/prices/pack-text.ts). A text is unpacked
 * when it is first read, which takes about a millisecond; a function prices a few providers of them all. A packing of
 * our own, since brotli's first use in a process takes several times as long.
 * @throws Error, at the read, when a text is not packed so
 */
export function unpackProviders(packed: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const providers: Record<string, string> = {};
  for (const [name, text] of Object.entries(packed)) {
    Object.defineProperty(providers, name, {
      configurable: true,
      enumerable: true,
      get: () => {
        const value = unpackText(text);
        Object.defineProperty(providers, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return providers;
}

/**
 * One text of ASCII. Written for its first run, which no compiler has seen: bytes and numbers alone.
 * @throws Error when it is not a packed text
 */
function unpackText(packed: string): string {
  const digitOf = new Uint8Array(128);
  for (let index = 0; index < DIGITS.length; index += 1) digitOf[DIGITS.charCodeAt(index)] = index;
  let at = 0;
  const number = (digits: number): number => {
    let value = 0;
    for (let left = digits; left > 0; left -= 1)
      value = value * DIGITS.length + (digitOf[packed.charCodeAt(at++)] ?? 0);
    return value;
  };
  const [near, far, lineEnd] = [NEAR.charCodeAt(0), FAR.charCodeAt(0), LINE_END.charCodeAt(0)];
  const bytes = new Uint8Array(number(LENGTH_DIGITS));
  let end = 0;
  while (at < packed.length) {
    const code = packed.charCodeAt(at++);
    if (code === near || code === far) {
      const from = end - number(code === far ? 3 : 2);
      const length = number(1) + LEAST_REPEAT;
      bytes.copyWithin(end, from, from + length);
      end += length;
    } else bytes[end++] = code === lineEnd ? 10 : code;
  }
  if (end !== bytes.length)
    throw new Error('a packed text of prices is not as long as it says: run npm run prices:sync');
  return Buffer.from(bytes.buffer).toString('latin1');
}
