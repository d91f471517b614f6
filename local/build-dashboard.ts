import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** The file in a built page that says of which sources it was made. */
const MEMORY = '.inputs';

/**
 * Builds the page where its sources have changed since the last build; failing is reported, not fatal. A page that is
 * being served meanwhile, or that another process builds of the same sources, stays whole.
 */
export async function buildDashboard(root: string, report: (error: unknown) => void): Promise<void> {
  if (!existsSync(path.join(root, 'dashboard', 'index.html'))) return;
  const hash = createHash('sha256');
  for (const input of INPUTS) addToHash(hash, path.join(root, input));
  const fingerprint = hash.digest('hex');
  const page = path.join(root, 'dashboard', 'dist');
  if (isBuiltOf(page, fingerprint)) return;
  const cache = path.join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const built = mkdtempSync(path.join(cache, 'dashboard-'));
  try {
    const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    const args = [vite, 'build', 'dashboard', '--outDir', built, '--emptyOutDir', '--logLevel', 'error'];
    await runScript(args, 'the dashboard did not build', { cwd: root });
    writeFileSync(path.join(built, MEMORY), fingerprint);
    if (!isBuiltOf(page, fingerprint)) putInPlace(built, page);
  } catch (error) {
    report(error);
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
}

function isBuiltOf(page: string, fingerprint: string): boolean {
  const memory = path.join(page, MEMORY);
  return existsSync(memory) && readFileSync(memory, 'utf8') === fingerprint;
}

/** By two renames, so that who reads the page finds the old one or the new one. */
function putInPlace(built: string, page: string): void {
  const old = `${built}-old`;
  if (existsSync(page)) renameSync(page, old);
  renameSync(built, page);
  rmSync(old, { recursive: true, force: true });
}
