/** Ends of keys that were told already: once a process is enough. */
const told = new Set<string>();

/**
 * A fetch that says once on the console when the key that was used ends soon, as answers of the API tell it; without
 * `given` the global one, as it is at the call.
 */
export function tellingFetch(
  given?: typeof fetch,
  warn = (text: string): void => console.warn(text),
): typeof fetch {
  return async (input, init) => {
    const response = await (given ?? fetch)(input, init);
    const end = response.headers.get('costkeeper-key-expires');
    if (end && !told.has(end)) {
      told.add(end);
      warn(
        `costkeeper: the key in use ends at ${end}: have an admin rotate it (npx costkeeper keys rotate ID)`,
      );
    }
    return response;
  };
}
