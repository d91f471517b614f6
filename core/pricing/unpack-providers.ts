import { Buffer } from 'node:buffer';
import { brotliDecompressSync } from 'node:zlib';

/**
 * The entries of each provider as JSON text, of texts that are packed: base64 of brotli. A text is unpacked when it is
 * first read, which takes less than a millisecond; a function prices a few providers of them all.
 * @throws Error, at the read, when a text is not packed so
 */
export function unpackProviders(packed: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const providers: Record<string, string> = {};
  for (const [name, text] of Object.entries(packed)) {
    Object.defineProperty(providers, name, {
      configurable: true,
      enumerable: true,
      get: () => {
        const value = brotliDecompressSync(Buffer.from(text, 'base64')).toString();
        Object.defineProperty(providers, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return providers;
}
