import {
  DIGITS,
  FAR,
  LEAST_REPEAT,
  LENGTH_DIGITS,
  LINE_END,
  NEAR,
} from '../../core/pricing/unpack-providers.ts';

const BASE = DIGITS.length;
const LONGEST_REPEAT = LEAST_REPEAT + BASE - 1;
const NEAREST_FAR = BASE ** 2;

/** What a repeat must save: fewer repeats are unpacked sooner. */
const LEAST_SAVING = 8;

/** Starts that are tried for a repeat, the nearest first. */
const MOST_TRIED = 200;

/** What JSON may write as an escape and packing needs for itself. */
const ESCAPED = new RegExp(`[^\\x20-\\x7e\\n]|[${NEAR}${FAR}${LINE_END}]`, 'g');

interface Repeat {
  readonly from: number;
  readonly length: number;
  readonly saved: number;
}

/** A JSON text as unpackProviders of core/pricing reads it: what was written before is referred to. */
export function packText(json: string): string {
  const text = json.replace(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const starts = new Map<string, number[]>();
  let packed = digits(text.length, LENGTH_DIGITS);
  let at = 0;
  const pass = (length: number) => {
    for (const end = at + length; at < end; at += 1) {
      const start = text.slice(at, at + LEAST_REPEAT);
      const known = starts.get(start);
      if (known) known.push(at);
      else starts.set(start, [at]);
    }
  };
  while (at < text.length) {
    const repeat = longestRepeat(text, at, starts);
    if (repeat) {
      packed += writeRepeat(at - repeat.from, repeat.length);
      pass(repeat.length);
    } else {
      packed += text[at] === '\n' ? LINE_END : text[at];
      pass(1);
    }
  }
  return packed;
}

function longestRepeat(
  text: string,
  at: number,
  starts: ReadonlyMap<string, readonly number[]>,
): Repeat | undefined {
  let best: Repeat | undefined;
  const known = starts.get(text.slice(at, at + LEAST_REPEAT)) ?? [];
  for (let index = known.length - 1; index >= Math.max(0, known.length - MOST_TRIED); index -= 1) {
    const from = known[index] ?? 0;
    const most = Math.min(LONGEST_REPEAT, at - from, text.length - at);
    let length = 0;
    while (length < most && text[from + length] === text[at + length]) length += 1;
    const saved = length - writeRepeat(at - from, length).length;
    if (length >= LEAST_REPEAT && saved > (best?.saved ?? LEAST_SAVING)) best = { from, length, saved };
  }
  return best;
}

function writeRepeat(distance: number, length: number): string {
  const isFar = distance >= NEAREST_FAR;
  return `${isFar ? FAR : NEAR}${digits(distance, isFar ? 3 : 2)}${digits(length - LEAST_REPEAT, 1)}`;
}

function digits(value: number, count: number): string {
  let text = '';
  let rest = value;
  for (let left = count; left > 0; left -= 1) {
    text = (DIGITS[rest % BASE] ?? '') + text;
    rest = Math.floor(rest / BASE);
  }
  return text;
}
