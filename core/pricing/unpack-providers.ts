import { Buffer } from 'node:buffer';
import { inflateRawSync } from 'node:zlib';

/**
 * The entries of each provider as JSON text, of texts packed by scripts/prices/pack-text.ts, which are asked for when
 * the first is read. Each is unpacked when it is first read: a function prices a few providers of them all.
 * @throws Error, at the read, when a text is not packed so
 */
export function unpackProviders(
  packed: () => Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const unpacked = new Map<string, string>();
  let asked: Readonly<Record<string, string>> | undefined;
  const textsOf = () => (asked ??= packed());
  // A property for each of fifty providers would be made at every start, for the one or two that are read.
  return new Proxy(
    {},
    {
      get: (_target, name) => {
        const texts = textsOf();
        if (typeof name !== 'string' || !Object.hasOwn(texts, name)) return undefined;
        const known = unpacked.get(name) ?? unpackText(texts[name] ?? '');
        unpacked.set(name, known);
        return known;
      },
      ownKeys: () => Object.keys(textsOf()),
      getOwnPropertyDescriptor: (_target, name) => {
        const found = Object.getOwnPropertyDescriptor(textsOf(), name);
        return found && { ...found, configurable: true };
      },
    },
  );
}

/**
 * One text of ASCII. Deflate, as its first use in a process takes half of brotli's.
 * @throws Error when it is not a packed text
 */
export function unpackText(packed: string): string {
  try {
    return inflateRawSync(Buffer.from(packed, 'base64')).toString('latin1');
  } catch (error) {
    throw new Error('this is not a packed text of prices: run npm run prices:sync', { cause: error });
  }
}
