import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(path.join(tmpdir(), 'costkeeper-page-'));
const vite = path.join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
const build = spawnSync(
  process.execPath,
  [vite, 'build', 'dashboard', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'],
  { cwd: ROOT, encoding: 'utf8' },
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string) => readFileSync(path.join(folder, name));
const KB = 1024;

describe('the built page', () => {
  const page = read('index.html').toString();
  const scripts = [...page.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, name = '']) => name);

  it('is built', () => {
    expect(build).toMatchObject({ status: 0, stderr: '' });
    expect(scripts.length).toBeGreaterThan(1);
  });

  it('loads at most 120 KB of script, gzipped, before charts', () => {
    const first = new Set(scripts);
    for (const name of first) {
      const text = read(name).toString();
      for (const [, next = ''] of text.matchAll(/from\s*"\.\/([^"]+\.js)"/g)) first.add(`assets/${next}`);
    }
    const size = [...first].reduce((sum, name) => sum + gzipSync(read(name)).length, 0);
    expect(size).toBeGreaterThan(40 * KB);
    expect(size).toBeLessThanOrEqual(120 * KB);
    expect([...first].some((name) => read(name).toString().includes('u-over'))).toBe(false);
  });

  it('begins with a script that no part of it imports: it waits for the parts of a page', () => {
    const first = page.match(/<script type="module"[^>]* src="\/assets\/(index-[^"]+\.js)"/)?.[1] ?? 'none';
    const parts = readdirSync(path.join(folder, 'assets')).filter((name) => name.endsWith('.js'));
    expect(parts).toContain(first);
    const importing = parts.filter((name) => read(path.join('assets', name)).toString().includes(first));
    expect(importing).toEqual([]);
  });

  it('allows no script and no style inside itself', () => {
    expect(page).toContain("script-src 'self'; style-src 'self'");
    expect(page).not.toContain('unsafe');
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle="|\son[a-z]+="/);
  });

  it('holds no token, no key and no cost', () => {
    for (const name of readdirSync(path.join(folder, 'assets'))) {
      expect(read(path.join('assets', name)).toString()).not.toMatch(
        /eyJ[A-Za-z0-9_-]{20,}|AKIA[A-Z0-9]{16}|sk-[A-Za-z0-9]{20,}/,
      );
    }
    expect(readdirSync(folder)).not.toContain('config.json');
  });
});
