import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * Names a process for good, as lock files and names of folders do: its id and when it began, `4711-98765432`. An id
 * alone goes to another process once its own has ended. Where no start is told (Windows), it is the id alone.
 */
export function processMark(pid: number = process.pid): string {
  const started = processStart(pid) ?? '';
  return started === '' ? String(pid) : `${pid}-${started}`;
}

/**
 * Whether the process of a mark lives. A mark without a start, as earlier versions wrote, means any process of that id;
 * a text that is no mark means none.
 */
export function isRunning(mark: string): boolean {
  const [, pid, started = ''] = /^(\d+)(?:-(\w+))?$/.exec(mark.trim()) ?? [];
  if (pid === undefined || Number(pid) === 0) return false;
  const now = processStart(Number(pid));
  return now !== undefined && (started === '' || now === '' || now === started);
}

/** The id in a mark, for sentences. */
export function pidOf(mark: string): number {
  return Number.parseInt(mark, 10);
}

/**
 * When a process began, in letters and digits that mean nothing but this; '' where the system does not tell, undefined
 * where no such process lives. One that has ended and that nobody has asked for its end yet does not live.
 */
export function processStart(pid: number, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === 'linux' && existsSync('/proc/self/stat')) return startInProc(pid);
  if (!takesSignals(pid)) return undefined;
  if (platform === 'win32') return '';
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env });
  // Without `ps` there is no output at all.
  return ((stdout as string | null) ?? '').replaceAll(/\W/g, '');
}

/** Field 3 of `stat` is the state and 22 the start in ticks; the name before them may hold spaces and brackets. */
function startInProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : rest[18];
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as { code?: string }).code ?? '')) return undefined;
    throw error;
  }
}

function takesSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

/** The command line of a process; '' where none of this id lives or the system does not tell. */
export function commandOf(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  if (existsSync(file)) return readFileSync(file, 'utf8').replaceAll('\0', ' ').trimEnd();
  const { stdout } = spawnSync('ps', ['-ww', '-p', String(pid), '-o', 'args='], { encoding: 'utf8' });
  return ((stdout as string | null) ?? '').trimEnd();
}
