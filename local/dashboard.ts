import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { contentSecurityPolicy, type DashboardConfig } from '../contracts/dashboard-config.ts';
import type { Page } from './system-listener.ts';

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

/** What the page reads to find the API, made anew each time: its token lives shortly. */
export type PageConfig = () => DashboardConfig | Promise<DashboardConfig>;

/** As the distribution's headers say it, where the API is of the same origin. */
const GUARDS: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy([]),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Serves the built page as the distribution would: files, config.json, and the page for any other path. */
export function serveDashboard(folder: string, config: PageConfig): Page {
  return async (urlPath) => {
    if (urlPath === '/config.json') {
      const headers = { ...GUARDS, 'content-type': 'application/json', 'cache-control': 'no-store' };
      return { status: 200, headers, body: Buffer.from(JSON.stringify(await config())) };
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
