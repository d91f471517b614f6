import { LIMITS } from './message-limits.ts';

/** Ends the id of a correction: `<id>~a0001`, `~a0002`, … are the corrections of the entry `<id>`. */
export const CORRECTION_SUFFIX = /~a\d{4}$/;

/** Bytes that a name takes in a key, where # and % are escaped. */
function bytesInKey(text: string): number {
  return new TextEncoder().encode(text).length + 2 * (text.match(/[#%]/g)?.length ?? 0);
}

/** True when two names fit one sort key side by side. */
export function fitOneKey(first: string, second: string): boolean {
  return bytesInKey(first) + bytesInKey(second) <= LIMITS.keyBytes;
}
