/** What a column, or a layer, is of. */
interface Named {
  readonly key: string;
  /** How it is called where `key` is an id. */
  readonly name?: string | undefined;
}

/**
 * Headings by key, each once: those of one name are told apart by their ids, and from `taken`, the other columns of the
 * table, by what they are, such as `Total (model)`.
 */
export function columnNames(
  items: readonly Named[],
  taken: readonly string[],
  what: string,
): ReadonlyMap<string, string> {
  const called = new Map(items.map(({ key, name }) => [key, name ?? key]));
  const keysOf = Map.groupBy(called.keys(), (key) => called.get(key));
  const given = new Set(taken);
  return new Map(
    [...called].map(([key, name]) => {
      const isAlone = keysOf.get(name)?.length === 1 && !taken.includes(name);
      const first = isAlone ? name : `${name} (${name === key ? what : key})`;
      let heading = first;
      for (let count = 2; given.has(heading); count++) heading = `${first} ${count}`;
      given.add(heading);
      return [key, heading];
    }),
  );
}
