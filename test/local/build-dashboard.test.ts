import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildDashboard } from '../../local/build-dashboard.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'costkeeper-page-'));
  for (const folder of ['dashboard/src', 'dashboard/public', 'client/core', 'contracts', 'node_modules'])
    mkdirSync(path.join(root, folder), { recursive: true });
  for (const file of ['dashboard/vite.config.ts', 'package-lock.json'])
    writeFileSync(path.join(root, file), '');
  const vite = path.join(import.meta.dirname, '../../node_modules/vite');
  symlinkSync(vite, path.join(root, 'node_modules/vite'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(text: string): void {
  const page = `<!doctype html><title>${text}</title><script type="module" src="/src/main.js"></script>`;
  writeFileSync(path.join(root, 'dashboard/index.html'), page);
  writeFileSync(path.join(root, 'dashboard/src/main.js'), `document.body.textContent = '${text}';`);
}

async function build(): Promise<void> {
  await buildDashboard(root, (error) => {
    throw error;
  });
}

/** The built page with its script, as who serves it reads them. */
function readPage(): string {
  const page = readFileSync(path.join(root, 'dashboard/dist/index.html'), 'utf8');
  const script = /src="([^"]+)"/.exec(page)?.[1] ?? 'none';
  return page + readFileSync(path.join(root, 'dashboard/dist', script), 'utf8');
}

describe('building the page', () => {
  it('leaves it whole while it is built anew, by two at once', async () => {
    write('old');
    await build();
    expect(readPage()).toContain('old');
    write('new');
    const over = new AbortController();
    const builds = Promise.all([build(), build()]).finally(() => over.abort());
    const seen = new Set<string>();
    while (!over.signal.aborted) {
      seen.add(readPage());
      await setImmediate();
    }
    await builds;
    expect(readPage()).toContain('new');
    expect([...seen].map((text) => /old|new/.exec(text)?.[0])).toEqual(expect.arrayContaining(['old']));
    expect(readdirSync(path.join(root, 'node_modules/.cache'))).toEqual([]);
  });
});
