import { describe, expect, it } from 'vitest';
import { readRooms } from '../scripts/check/read-sources.ts';

/** Rooms whose facts others rely on; commands, proofs and the local system have words of their own. */
const ROOMS = /^(contracts|config|core|adapters|lambdas|lib|providers|client|dashboard)\//;
/** Written by a command out of the schemas of contracts/. */
const GENERATED: ReadonlySet<string> = new Set(['client/reading/shapes.ts', 'client/reading/queries.ts']);

/** Limits that each file sets for itself: two that are equal today need not be tomorrow. */
const OF_EACH_FILE: ReadonlySet<string> = new Set([
  'AT_ONCE',
  'BELIEVED_MS',
  'BOOK',
  'DEFAULT_DAYS',
  'LIFETIME_DAYS',
  'MAX_TRIES',
  'MOST_DAYS',
  'MOST_LOOKED_AT',
  'MOST_NAMED',
  'MOST_PROVIDERS',
  'MOST_REMEMBERED',
  'MOST_ROWS',
  'NAMED',
  'REMEMBER_MS',
  'SHOWN',
]);

/** Lists that are equal and mean different things, by their words in order, each with what they mean. */
const OF_EACH_MEANING: ReadonlySet<string> = new Set([
  // Permissions of two functions.
  'BatchGetItem GetItem PutItem Query UpdateItem',
  // Ways that `check()` tries; scopes of a key.
  'gate read record',
  // Rows of the page that lead to Explore; scopes that have names.
  'group resource user',
  // Fields of what a message says, of a cell, of a breakdown.
  'model provider service',
]);

const sources = readRooms().filter(({ path }) => ROOMS.test(path) && !GENERATED.has(path));

/** Where each thing stands that a pattern finds; only what stands in several files. */
function inSeveralFiles(find: (text: string) => readonly string[]): string[] {
  const places = new Map<string, Set<string>>();
  for (const { path, text } of sources) {
    for (const found of find(text)) places.set(found, (places.get(found) ?? new Set()).add(path));
  }
  return [...places]
    .filter(([, paths]) => paths.size > 1)
    .map(([found, paths]) => `${found}: ${[...paths].toSorted().join(', ')}`)
    .toSorted();
}

/** Constants of one name and one value: a number, a text or a sum of numbers. */
function constantsOf(text: string): string[] {
  return [...text.matchAll(/^(?:export )?const ([A-Z][A-Z0-9_]+) = ([\d_'][^;\n]*);$/gm)].flatMap(
    ([, name = '', value = '']) => (OF_EACH_FILE.has(name) ? [] : [`${name} = ${value.replaceAll('_', '')}`]),
  );
}

/** Lists and unions of three words and more; the keys that a type picks or omits are no list of their own. */
function wordListsOf(text: string): string[] {
  const lists = [
    ...text.matchAll(/\[\s*((?:'[^'\n]+',?\s*){3,})\]/g),
    ...text.matchAll(/((?:'[^'\n]+'\s*\|\s*){2,}'[^'\n]+')/g),
  ].filter(
    ({ index }) =>
      !/(?:Pick|Omit|Exclude|Extract)<[^<>;]*$/.test(text.slice(Math.max(0, index - 300), index)),
  );
  return lists
    .map(([, words = '']) =>
      [...words.matchAll(/'([^'\n]+)'/g)]
        .map(([, word = '']) => word)
        .toSorted()
        .join(' '),
    )
    .filter((words) => !OF_EACH_MEANING.has(words));
}

describe('a fact stands in one file', () => {
  it('as a constant: export it where it belongs, or add the name of a limit that each file sets for itself', () => {
    expect(inSeveralFiles(constantsOf)).toEqual([]);
  });

  it('as a list of words: put it into a vocabulary of contracts/, or say that it means something else', () => {
    expect(inSeveralFiles(wordListsOf)).toEqual([]);
  });
});
