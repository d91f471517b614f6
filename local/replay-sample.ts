import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readKeptJson } from './kept-state.ts';
import { REPLAY_SAMPLE } from './system-parts.ts';

/** Sends the sample once per data folder; a start in between goes on with the same events. */
export function replaySample(
  endpointsFile: string,
  folder: string,
  quiet: boolean,
  report: (error: unknown) => void,
): ChildProcess | undefined {
  const memory = path.join(folder, 'sample.json');
  const known = existsSync(memory) ? (readKeptJson(memory) as Replay) : undefined;
  if (known?.done) return undefined;
  const anchor = known?.anchor ?? `${new Date().toISOString().slice(0, 13)}:00:00Z`;
  writeFileSync(memory, JSON.stringify({ anchor, done: false } satisfies Replay));
  const args = [REPLAY_SAMPLE, '--endpoints', endpointsFile, '--anchor', anchor];
  const child = spawn(process.execPath, args, { stdio: quiet ? 'ignore' : 'inherit' });
  child.on('exit', (code) => {
    if (code !== 0 || !existsSync(folder)) return;
    try {
      writeFileSync(memory, JSON.stringify({ anchor, done: true } satisfies Replay));
    } catch (error) {
      // On a full disk: the next start sends the same events again, which the ledger knows.
      report(error);
    }
  });
  return child;
}

interface Replay {
  readonly anchor: string;
  readonly done: boolean;
}
