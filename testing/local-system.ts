import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoints } from '../local/endpoints.ts';

const ROOT = join(import.meta.dirname, '..');

/** A whole local system, empty, in a process of its own. */
export interface LocalSystem extends AsyncDisposable {
  endpoints: Endpoints;
  /** Its endpoints file. */
  file: string;
  /** Its process, to read what it uses. */
  pid: number;
}

/** Starts `npm run local -- --empty` and waits until every part answers. */
export async function startLocalSystem(...args: string[]): Promise<LocalSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'costkeeper-system-'));
  const file = join(folder, 'endpoints.json');
  const command = [join(ROOT, 'local/main.ts'), '--empty', '--port', '0', '--endpoints', file, ...args];
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  // A run that is broken off leaves no system behind.
  const end = () => void child.kill('SIGTERM');
  process.once('exit', end);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`the local system ended with ${child.exitCode}:\n${said}`);
    await sleep(50);
  }
  return {
    endpoints: JSON.parse(readFileSync(file, 'utf8')) as Endpoints,
    file,
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      process.off('exit', end);
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
