import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/*.md', 'docs/guides/*.md', '*/README.md'], {
  cwd: ROOT,
  exclude: ['node_modules/**', 'CHANGELOG.md'],
});
const files = globSync('**/*.{ts,tsx}', {
  cwd: ROOT,
  exclude: ['node_modules', '**/node_modules/**', '**/dist/**', '.artefacts/**', 'cdk.out/**'],
});
/** The names of a file that a page may use: its path, and each end of it. */
const ends = new Set(
  files.flatMap((path) => path.split('/').map((_part, at, parts) => parts.slice(at).join('/'))),
);
/** Names in examples of what a reader writes. */
const MADE_UP: ReadonlySet<string> = new Set(['x.test.ts', 'x-bounds.test.ts', 'NAME.ts']);

describe('a source file that a page names', () => {
  it('is there under that name', () => {
    const named = pages.flatMap((page) =>
      [...readFileSync(join(ROOT, page), 'utf8').matchAll(/`([\w./@-]+\.tsx?)`/g)].map(([, name = '']) => ({
        page,
        name,
      })),
    );
    expect(named.length).toBeGreaterThan(200);
    expect(named.filter(({ name }) => !ends.has(name) && !MADE_UP.has(name))).toEqual([]);
  });
});
