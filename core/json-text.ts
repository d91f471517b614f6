import { InvalidInputError } from './errors.ts';

/**
 * Levels of objects and lists that JSON of others may have. A parser with a reviver, and every function that
 * walks a value, takes a frame of the stack for each level: some thousands end in a RangeError.
 */
export const JSON_LEVELS = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Calls `visit` for each character of JSON that opens, closes or separates values, outside of texts, with its
 * position and the levels that are open before it; `visit` ends the walk by answering true. Takes any text.
 */
export function walkJson(
  text: string,
  visit: (mark: '{' | '[' | '}' | ']' | ',' | ':', at: number, levels: number) => boolean,
): void {
  let levels = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) === QUOTE) {
      at = endOfText(text, at);
      continue;
    }
    const mark = text[at];
    if (mark === '{' || mark === '[') {
      if (visit(mark, at, levels)) return;
      levels++;
    } else if (mark === '}' || mark === ']') {
      if (visit(mark, at, levels)) return;
      levels--;
    } else if ((mark === ',' || mark === ':') && visit(mark, at, levels)) return;
  }
}

/** Position of the quote that ends the text which begins at `start`; the end where none does. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

/** True when objects and lists are nested more than JSON_LEVELS deep; one pass that takes no stack. */
export function isDeepJson(text: string): boolean {
  let deep = false;
  walkJson(text, (mark, _at, levels) => (deep = (mark === '{' || mark === '[') && levels >= JSON_LEVELS));
  return deep;
}

/**
 * Objects, lists and separators that JSON of others may have together. A few bytes of text become an object of many,
 * and packed ones cost nothing to send: the parser would take all memory of a function.
 */
export const JSON_MARKS = 2_000_000;

/** Throws InvalidInputError for JSON with more than JSON_MARKS objects, lists and separators. */
export function refuseManyMarks(text: string): void {
  if (text.length <= JSON_MARKS) return;
  let marks = 0;
  walkJson(text, (mark) => (mark === '{' || mark === '[' || mark === ',') && ++marks > JSON_MARKS);
  if (marks > JSON_MARKS) throw refused('has too many objects, lists and fields: send it in parts');
}

/** Throws InvalidInputError for JSON with more than JSON_LEVELS levels, or JSON_MARKS parts. */
export function refuseDeepJson(text: string): void {
  if (isDeepJson(text)) throw refused(`is nested deeper than ${JSON_LEVELS} levels`);
  refuseManyMarks(text);
}

function refused(message: string): InvalidInputError {
  return new InvalidInputError(`the JSON ${message}`, [{ field: '', message }]);
}

/** JSON.parse for what others sent: throws SyntaxError, and InvalidInputError as refuseDeepJson does. */
export function parseJson(text: string): unknown {
  refuseDeepJson(text);
  return JSON.parse(text);
}
