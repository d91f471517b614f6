import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoints } from '../local/endpoints.ts';
import { keyFileOf } from '../local/tokens.ts';

const ROOT = join(import.meta.dirname, '..');

/** Names, in the environment, the folder where local systems of tests write down what roles were allowed. */
export const CALLS_FOLDER = 'COSTKEEPER_CALLS_FOLDER';

/** A whole local system, empty, in a process of its own. */
export interface LocalSystem extends AsyncDisposable {
  endpoints: Endpoints;
  /** Its endpoints file. */
  file: string;
  /** The file with the key that it signs tokens with. */
  keyFile: string;
  /** Its process, to read what it uses. */
  pid: number;
}

/** Starts `npm run local -- --empty` and waits until every part answers. */
export async function startLocalSystem(...args: string[]): Promise<LocalSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'costkeeper-system-'));
  const file = join(folder, 'endpoints.json');
  const calls = process.env[CALLS_FOLDER];
  const recording = calls === undefined ? [] : ['--record-calls', join(calls, `${basename(folder)}.jsonl`)];
  // A test waits for a condition and for no clock, however busy the machine is.
  const patient = ['--table-answer-ms', '60000'];
  const own = ['--empty', '--port', '0', '--endpoints', file, ...patient, ...recording, ...args];
  const command = [join(ROOT, 'local/main.ts'), ...own];
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
    keyFile: keyFileOf(file),
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      process.off('exit', end);
      // One that was killed has ended already.
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
