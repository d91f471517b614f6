import { Buffer } from 'node:buffer';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Ways to pack an answer, the best first. */
const ENCODINGS = {
  br: (text: string) =>
    brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (text: string) => gzipSync(text),
} as const;
type Encoding = keyof typeof ENCODINGS;

/** Half a megabyte takes some milliseconds; the best quality takes a second. */
const BROTLI_QUALITY = 5;
/** What is smaller fits into one packet as it is. */
const SMALLEST_BYTES = 1024;
/** Packed texts that are remembered; the API has two documents in two encodings. */
const MOST_REMEMBERED = 8;

const remembered = new Map<string, string>();

/** A text as it goes out, in base64 where it is packed. */
interface PackedText {
  readonly encoding: Encoding | undefined;
  readonly body: string;
}

/** Packs a text as the caller's `accept-encoding` allows; `name` identifies the text, so that it is packed once. */
export function pack(text: string, name: string, accepted: string | undefined): PackedText {
  const encoding = Buffer.byteLength(text) < SMALLEST_BYTES ? undefined : bestOf(accepted);
  if (encoding === undefined) return { encoding, body: text };
  const key = `${encoding} ${name}`;
  const known = remembered.get(key);
  if (known !== undefined) return { encoding, body: known };
  const body = ENCODINGS[encoding](text).toString('base64');
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(key, body);
  return { encoding, body };
}

/** The best way that a caller takes; one with `q=0` is refused by name. */
function bestOf(accepted: string | undefined): Encoding | undefined {
  const wanted = new Map(
    (accepted ?? '').split(',').map((part) => {
      const [name = '', ...parameters] = part
        .toLowerCase()
        .split(';')
        .map((text) => text.trim());
      const refused = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
      return [name, !refused] as const;
    }),
  );
  return (Object.keys(ENCODINGS) as Encoding[]).find((name) => wanted.get(name) ?? false);
}
