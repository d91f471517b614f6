import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';

/** Folders of a cache beside the one that is asked for. */
const KEPT = 3;

/**
 * The folder of a cache that `key` names: what `make` put there now, or earlier. `last` is a file that a whole one has.
 * Two processes may make the same at the same time; the oldest go. @throws what `make` rejects with
 */
export async function keepFolder(
  cache: string,
  { key, last }: { readonly key: string; readonly last: string },
  make: (fresh: string) => Promise<void>,
): Promise<string> {
  const folder = path.join(cache, key);
  if (existsSync(path.join(folder, last))) {
    // Used now: another start must not take it for the oldest.
    utimesSync(folder, new Date(), new Date());
    return folder;
  }
  mkdirSync(cache, { recursive: true });
  const fresh = `${folder}.${process.pid}`;
  try {
    await make(fresh);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
  if (existsSync(folder)) rmSync(fresh, { recursive: true, force: true });
  else renameSync(fresh, folder);
  removeOldest(cache, folder);
  return folder;
}

function removeOldest(cache: string, current: string): void {
  const folders = readdirSync(cache)
    .map((name) => path.join(cache, name))
    .filter((folder) => folder !== current && !/\.\d+$/.test(folder))
    .map((folder) => ({ folder, at: statSync(folder).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { folder } of folders.slice(KEPT)) rmSync(folder, { recursive: true, force: true });
}
