import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { PROPERTY_TIMES } from '../../testing/property-runs.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** Runs files of tests, each property that many times as often as npm test does; answers the exit code. */
export async function runTests(files: readonly string[], times: string): Promise<number> {
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  const options = ['run', ...files, '--testTimeout', '0'];
  const child = spawn(process.execPath, [vitest, ...options], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, [PROPERTY_TIMES]: times },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
