/** Ends of keys that were told already: once a process is enough. */
const told = new Set<string>();

/** Says once on the console when the key that was used ends soon, as an answer of the API tells it. */
export function tellKeyExpiry(
  headers: Pick<Headers, 'get'>,
  warn: (text: string) => void = console.warn,
): void {
  const end = headers.get('costkeeper-key-expires');
  if (!end || told.has(end)) return;
  told.add(end);
  warn(`costkeeper: the key in use ends at ${end}: have an admin rotate it (npx costkeeper keys rotate ID)`);
}
