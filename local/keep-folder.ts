import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { isRunning, processMark } from './process-mark.ts';

/** Folders of a cache beside the one that is asked for, and beside those that a living process works with. */
const KEPT = 3;

/** A folder inside each of a cache, with an empty file for each process that works with it. */
const USERS = '.users';

/**
 * The folder of a cache that `key` names: what `make` put there now, or earlier. `last` is a file that a whole one has.
 * It stays at least while this process lives. Two processes may make the same at the same time; the oldest go.
 * @throws what `make` rejects with
 */
export async function keepFolder(
  cache: string,
  { key, last }: { readonly key: string; readonly last: string },
  make: (fresh: string) => Promise<void>,
): Promise<string> {
  const folder = path.join(cache, key);
  if (takeFolder(folder, last)) return folder;
  mkdirSync(cache, { recursive: true });
  const fresh = besides(folder, 'made');
  try {
    await make(fresh);
    putInPlace(fresh, folder, last);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  removeOldest(cache, folder);
  return folder;
}

/** Whether a whole folder is there, and stays for this process: marked first, then looked at again. */
function takeFolder(folder: string, last: string): boolean {
  if (!existsSync(path.join(folder, last))) return false;
  const marked = whereThere(() => {
    useFolder(folder);
    // Used now: another start must not take it for the oldest.
    utimesSync(folder, new Date(), new Date());
  });
  return marked && existsSync(path.join(folder, last));
}

function useFolder(folder: string): void {
  const users = path.join(folder, USERS);
  if (!existsSync(users)) mkdirSync(users);
  writeFileSync(path.join(users, processMark()), '');
}

/** Another process may have made the same meanwhile: then its folder is taken, if it is whole. */
function putInPlace(fresh: string, folder: string, last: string): void {
  useFolder(fresh);
  if (takeFolder(folder, last)) return;
  try {
    renameSync(fresh, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    if (takeFolder(folder, last)) return;
    removeFolder(folder);
    renameSync(fresh, folder);
  }
}

function removeOldest(cache: string, current: string): void {
  const folders = readdirSync(cache).map((name) => path.join(cache, name));
  const owners = new Map(folders.map((folder) => [folder, ownerOf(folder)]));
  for (const [folder, owner] of owners) {
    if (owner !== undefined && !isRunning(owner)) rmSync(folder, { recursive: true, force: true });
  }
  const oldest = folders
    .filter((folder) => folder !== current && owners.get(folder) === undefined)
    .map((folder) => ({ folder, at: statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at)
    .slice(KEPT);
  for (const { folder } of oldest) if (!isUsed(folder)) removeFolder(folder);
}

/** A name beside a folder's that this process alone takes, for what it makes or removes. */
function besides(folder: string, doing: 'made' | 'removed'): string {
  return `${folder}.${doing}.${processMark()}`;
}

/** The process that makes or removes the folder of such a name, in earlier versions too. */
function ownerOf(folder: string): string | undefined {
  return /\.(\d+(?:-\w+)?)$/.exec(folder)?.[1];
}

/** Out of the way first, so that nobody finds half of it; back where a process has marked it at the last moment. */
function removeFolder(folder: string): void {
  const aside = besides(folder, 'removed');
  if (!whereThere(() => renameSync(folder, aside))) return;
  if (isUsed(aside)) renameSync(aside, folder);
  else rmSync(aside, { recursive: true, force: true });
}

function isUsed(folder: string): boolean {
  let users: string[] = [];
  whereThere(() => {
    users = readdirSync(path.join(folder, USERS));
  });
  return users.some(isRunning);
}

/** Does something with a folder that another process may remove at any time; false where it has. */
function whereThere(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return false;
    throw error;
  }
}
