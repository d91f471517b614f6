import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { addToHash } from './hash-files.ts';
import { runScript } from './run-script.ts';

const INPUTS = [
  'dashboard/index.html',
  'dashboard/src',
  'dashboard/public',
  'dashboard/vite.config.ts',
  'client/core',
  'contracts',
  'package-lock.json',
];

/** Builds the page where its sources have changed since the last build; failing is reported, not fatal. */
export async function buildDashboard(root: string, report: (error: unknown) => void): Promise<void> {
  if (!existsSync(path.join(root, 'dashboard', 'index.html'))) return;
  const hash = createHash('sha256');
  for (const input of INPUTS) addToHash(hash, path.join(root, input));
  const fingerprint = hash.digest('hex');
  const memory = path.join(root, 'dashboard', 'dist', '.inputs');
  if (existsSync(memory) && readFileSync(memory, 'utf8') === fingerprint) return;
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  try {
    const args = [vite, 'build', 'dashboard', '--logLevel', 'error'];
    await runScript(args, 'the dashboard did not build', { cwd: root });
    if (existsSync(path.dirname(memory))) writeFileSync(memory, fingerprint);
  } catch (error) {
    report(error);
  }
}
