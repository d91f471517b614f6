const encoder = new TextEncoder();

/** Bytes of a text in UTF-8; runtimes other than Node have no Buffer. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}
