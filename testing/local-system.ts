import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { keyFileOf } from '../local/tokens.ts';
import { type LocalCostkeeper, startCostkeeper } from '../local/start-costkeeper.ts';

const ROOT = join(import.meta.dirname, '..');

/** Names, in the environment, the folder where local systems of tests write down what roles were allowed. */
export const CALLS_FOLDER = 'COSTKEEPER_CALLS_FOLDER';

/** A whole local system, empty, in a process of its own. */
export interface LocalSystem extends Pick<LocalCostkeeper, 'endpoints' | 'file' | 'pid'>, AsyncDisposable {
  /** The file with the key that it signs tokens with. */
  readonly keyFile: string;
}

/** Starts `npm run local -- --empty` and waits until every part answers. */
export async function startLocalSystem(...args: string[]): Promise<LocalSystem> {
  const calls = process.env[CALLS_FOLDER];
  const recording = calls === undefined ? [] : ['--record-calls', join(calls, `${randomUUID()}.jsonl`)];
  // A test waits for a condition and for no clock, however busy the machine is.
  const patient = ['--table-answer-ms', '60000'];
  const system = await startCostkeeper({ cwd: ROOT, args: [...patient, ...recording, ...args] });
  return { ...system, keyFile: keyFileOf(system.file) };
}
