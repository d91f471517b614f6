/** More than this many results are not looked at again by one process: the set is emptied then. */
const MOST_SEEN = 10_000;

/**
 * Remembers results that were recorded: one that is fetched again would be another event of the same id.
 * @returns a function that says whether an id is seen for the first time
 */
export function seenOnce(): (id: string) => boolean {
  const seen = new Set<string>();
  return (id) => {
    if (seen.has(id)) return false;
    if (seen.size >= MOST_SEEN) seen.clear();
    seen.add(id);
    return true;
  };
}
