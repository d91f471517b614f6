import {
  accessSync,
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
import { endOrphan } from './dynoxide.ts';

/** The folder of one run's state. */
export interface DataFolder {
  readonly path: string;
  /** Lets go of the folder; one that was not asked for goes away. */
  release(): void;
}

const PREFIX = 'costkeeper-';
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
  mkdirSync(folder, { recursive: true });
  const lock = path.join(folder, RUNNER);
  const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  if (owner !== process.pid && isRunning(owner)) {
    throw new Error(`${folder} is in use by process ${owner}; stop it, or choose another --data folder.`);
  }
  endOrphan(path.join(folder, 'dynoxide.pid'));
  if (reset) {
    for (const name of readdirSync(folder).filter((name) => OURS.test(name))) {
      rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
  writeFileSync(lock, String(process.pid));
  return { path: folder, release: () => rmSync(lock, { force: true }) };
}

function temporaryFolder(): DataFolder {
  const parent = isWritable('/dev/shm') ? '/dev/shm' : tmpdir();
  for (const name of readdirSync(parent).filter((name) => /^costkeeper-\d+-/.test(name))) {
    const folder = path.join(parent, name);
    if (isRunning(Number(name.split('-')[1]))) continue;
    endOrphan(path.join(folder, 'dynoxide.pid'));
    rmSync(folder, { recursive: true, force: true });
  }
  const folder = mkdtempSync(path.join(parent, `${PREFIX}${process.pid}-`));
  return { path: folder, release: () => rmSync(folder, { recursive: true, force: true }) };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A process of this id lives; a killed runner's lock may name one that came later. */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return (
      !existsSync(`/proc/${pid}/comm`) || /node|MainThread/.test(readFileSync(`/proc/${pid}/comm`, 'utf8'))
    );
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
