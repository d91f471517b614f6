import { isDeepJson, walkJson } from '../json-text.ts';

/** One event of a message as text. */
export interface EventText {
  readonly text: string;
  /** More levels than may be parsed with exact numbers. */
  readonly deep: boolean;
}

/**
 * The events of a message that is too deep to be parsed at once, each as text, so that one that is too deep
 * does not take its neighbours with it. Throws SyntaxError when the text is not JSON.
 */
export function splitMessage(text: string): EventText[] {
  // Without a reviver JSON.parse takes no stack for levels: it tells whether the walk below can trust the text.
  const content: unknown = JSON.parse(text);
  const start = startOfEvents(text, content);
  const texts = start === undefined ? [text.trim()] : itemsOf(text.slice(start));
  return texts.map((event) => ({ text: event, deep: isDeepJson(event) }));
}

/** Where the list of events begins: the message itself or its field `events`, the last one of that name. */
function startOfEvents(text: string, content: unknown): number | undefined {
  if (Array.isArray(content)) return 0;
  if (typeof content !== 'object' || content === null || !('events' in content)) return undefined;
  if (!Array.isArray(content.events)) return undefined;
  let start = 0;
  let field = 0;
  walkJson(text, (mark, at, levels) => {
    const isStart = (mark === '{' && levels === 0) || (mark === ',' && levels === 1);
    if (isStart) field = at + 1;
    if (mark === ':' && levels === 1 && JSON.parse(text.slice(field, at)) === 'events') start = at + 1;
    return false;
  });
  return start;
}

/** The items of the list that the text begins with. */
function itemsOf(text: string): string[] {
  const items: string[] = [];
  let start = 0;
  walkJson(text, (mark, at, levels) => {
    const isEnd = mark === ']' && levels === 1;
    if (mark === '[' && levels === 0) start = at + 1;
    else if ((mark === ',' && levels === 1) || isEnd) {
      items.push(text.slice(start, at).trim());
      start = at + 1;
    }
    return isEnd;
  });
  return items.length === 1 && items[0] === '' ? [] : items;
}
