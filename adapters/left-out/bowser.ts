/**
 * Stands in bundles for the parser of browsers' names (lib/bundling.ts): the SDK asks it in a browser alone.
 * @throws Error always
 */
export function parse(): never {
  throw new Error('bundles parse no name of a browser: take the alias of bowser out of lib/bundling.ts');
}
