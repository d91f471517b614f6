/**
 * What a table has under a text that somebody sent; undefined where it has nothing. An object has more names than it
 * was written with: `constructor` and `toString` are in every one.
 */
export function lookUp<Value>(table: Readonly<Record<string, Value>>, text: string): Value | undefined {
  return Object.hasOwn(table, text) ? table[text] : undefined;
}
