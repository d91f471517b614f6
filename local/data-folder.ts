import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endOrphan } from './dynamodb/dynoxide.ts';
import { checkKeptState } from './kept-state.ts';
import { isRunning, pidOf, processMark } from './process-mark.ts';

/** The folder of one run's state. */
export interface DataFolder {
  readonly path: string;
  /** Lets go of the folder; one that was not asked for goes away. */
  release(): void;
}

const PREFIX = 'costkeeper-';
/** A run's own folder: the mark of its process, without a start in those of earlier versions, and six letters. */
const TEMPORARY = /^costkeeper-(\d+(?:-\w+)?)-\w{6}$/;
const RUNNER = 'runner.pid';
const OURS = /^(tables\.db|fauxqs\.db|positions\.json|key\.json|dynoxide\.pid|sample\.json|logs$)/;

/**
 * Opens the folder given with --data (emptied of our files first with `reset`), or makes one for this run
 * only, in memory where the system has such a place. @throws when another runner works in it.
 */
export function openDataFolder(given: string | undefined, reset: boolean): DataFolder {
  if (given === undefined) return temporaryFolder();
  const folder = path.resolve(given);
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new Error(`--data takes a folder, and ${folder} is a file`);
  }
  makeFolder(folder);
  const lock = path.join(folder, RUNNER);
  const owner = existsSync(lock) ? readFileSync(lock, 'utf8') : '';
  if (owner !== processMark() && isRunning(owner)) {
    throw new Error(
      `${folder} is in use by process ${pidOf(owner)}; stop it, or choose another --data folder.`,
    );
  }
  endOrphan(path.join(folder, 'dynoxide.pid'));
  if (reset) {
    for (const name of readdirSync(folder).filter((name) => OURS.test(name))) {
      rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
  keepToOwner(folder);
  checkKeptState(folder);
  writeFileSync(lock, processMark(), { mode: 0o600 });
  return { path: folder, release: () => rmSync(lock, { force: true }) };
}

/** Makes a folder and what is missing above it, one by one: Node's own recursion does not end below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === 'EEXIST') return;
    throw new Error(`--data ${folder} cannot be made: ${message}`, { cause: error });
  }
}

/** Amounts, users and sealed secrets are in these files: no other user of the machine reads them. */
function keepToOwner(folder: string): void {
  const names = readdirSync(folder);
  const ours = names.filter((name) => OURS.test(name));
  if (ours.length === names.filter((name) => name !== RUNNER).length) chmodSync(folder, 0o700);
  for (const name of ours) {
    const file = path.join(folder, name);
    chmodSync(file, statSync(file).isDirectory() ? 0o700 : 0o600);
  }
}

function temporaryFolder(): DataFolder {
  const parent = isWritable('/dev/shm') ? '/dev/shm' : tmpdir();
  for (const name of readdirSync(parent)) {
    const owner = TEMPORARY.exec(name)?.[1];
    const folder = path.join(parent, name);
    if (owner === undefined || isRunning(owner) || !isOwn(folder)) continue;
    endOrphan(path.join(folder, 'dynoxide.pid'));
    rmSync(folder, { recursive: true, force: true });
  }
  const folder = mkdtempSync(path.join(parent, `${PREFIX}${processMark()}-`));
  return { path: folder, release: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Another user's is theirs to remove; where files have no users, all are. */
function isOwn(folder: string): boolean {
  const user = process.getuid?.();
  return user === undefined || statSync(folder, { throwIfNoEntry: false })?.uid === user;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
