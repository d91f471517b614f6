import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { contentSecurityPolicy, type DashboardConfig } from '../contracts/dashboard-config.ts';
import { addToHash } from './assembly.ts';
import type { HttpAnswer } from './http-event.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

const NOT_BUILT =
  'The dashboard is not built: dashboard/dist does not exist. Build it with `npx vite build dashboard`; ' +
  'the API works without it.\n';

/** What the page reads to find the API; filled in once the system runs. */
export type PageConfig = { -readonly [Field in keyof DashboardConfig]: DashboardConfig[Field] };

/** As the distribution's headers say it, where the API is of the same origin. */
const GUARDS: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy([]),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Serves the built page as the distribution would: files, config.json, and the page for any other path. */
export function serveDashboard(folder: string, config: PageConfig): (urlPath: string) => HttpAnswer {
  return (urlPath) => {
    if (urlPath === '/config.json') {
      const headers = { ...GUARDS, 'content-type': 'application/json', 'cache-control': 'no-store' };
      return { status: 200, headers, body: Buffer.from(JSON.stringify(config)) };
    }
    const wanted = path.join(folder, path.normalize(`/${urlPath}`));
    const file = existsSync(wanted) && statSync(wanted).isFile() ? wanted : path.join(folder, 'index.html');
    if (!existsSync(file)) {
      const headers = { 'content-type': 'text/plain; charset=utf-8' };
      return { status: 404, headers, body: Buffer.from(NOT_BUILT) };
    }
    const fixed = urlPath.startsWith('/assets/') && file === wanted;
    const headers = {
      ...GUARDS,
      'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'cache-control': fixed ? 'public, max-age=31536000, immutable' : 'no-cache',
    };
    return { status: 200, headers, body: readFileSync(file) };
  };
}

const INPUTS = ['dashboard/index.html', 'dashboard/src', 'dashboard/public', 'dashboard/vite.config.ts', 'client/core', 'contracts', 'package-lock.json']; // prettier-ignore

/** Builds the page where its sources have changed since the last build; failing is reported, not fatal. */
export async function buildDashboard(root: string, report: (error: unknown) => void): Promise<void> {
  if (!existsSync(path.join(root, 'dashboard', 'index.html'))) return;
  const hash = createHash('sha256');
  for (const input of INPUTS) addToHash(hash, path.join(root, input));
  const fingerprint = hash.digest('hex');
  const memory = path.join(root, 'dashboard', 'dist', '.inputs');
  if (existsSync(memory) && readFileSync(memory, 'utf8') === fingerprint) return;
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', 'dashboard', '--logLevel', 'error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', resolve);
  });
  if (code === 0 && existsSync(path.dirname(memory))) writeFileSync(memory, fingerprint);
  else report(new Error(`the dashboard did not build: ${said.trim()}`));
}
