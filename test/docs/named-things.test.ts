import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stageSchema } from '../../config/stage-schema.ts';
import { STACK_OUTPUT } from '../../contracts/stack-outputs.ts';
import { readSources } from '../../scripts/check/read-sources.ts';
import { ACCESS_PARAMETER } from '../../lib/constructs/shared-value.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const pages = ['README.md', ...globSync(['docs/*.md', '{cdk,cli,create,local}/README.md'], { cwd: ROOT })];

/** What all pages name by a pattern, each with its page. */
function named(pattern: RegExp): { page: string; name: string }[] {
  return pages.flatMap((page) => [...read(page).matchAll(pattern)].map(([, name = '']) => ({ page, name })));
}

describe('a route of the API', () => {
  it('is in a page', () => {
    const text = pages.map(read).join('\n');
    const paths = readSources('lambdas/api').flatMap(({ text: code }) =>
      [...code.matchAll(/^ {6}path: '(\/[^']+)',$/gm)].map(([, path = '']) => path),
    );
    expect(paths.length).toBeGreaterThan(50);
    const untold = paths.filter(
      (path) =>
        !new RegExp(path.replaceAll('.', String.raw`\.`).replaceAll(/\{[^}]*\}/g, '[^`]*?')).test(text),
    );
    expect(untold).toEqual([]);
  });
});

describe('what the pages tell an operator to look for', () => {
  it('as an output of a stack is one', () => {
    const found = [...named(/\boutputs? `(\w+)`/g), ...named(/OutputKey=='(\w+)'/g)];
    const known: readonly string[] = Object.values(STACK_OUTPUT);
    expect(found.length).toBeGreaterThan(7);
    expect(found.filter(({ name }) => !known.includes(name))).toEqual([]);
  });

  it('as a parameter of a stage is one', () => {
    const found = named(/\/costkeeper\/(?:\$STAGE|<stage>)\/([a-z-]+)/g);
    const known: readonly string[] = Object.values(ACCESS_PARAMETER);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ name }) => !known.includes(name))).toEqual([]);
  });

  it('as an alarm has its heading in the runbook', () => {
    const found = named(/--alarm-name costkeeper-\$STAGE-([a-z-]+)/g);
    const headings = [...read('docs/runbook.md').matchAll(/^#+ ([a-z-]+)$/gm)].map(([, name]) => name);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ name }) => !headings.includes(name))).toEqual([]);
  });

  it('as a setting of the stage file is one', () => {
    const rows = [...read('docs/deploy.md').matchAll(/^\| (`\w+.*?) \|/gm)].map(([, cell = '']) => cell);
    const found = rows.flatMap((cell) => [...cell.matchAll(/`(\w+)/g)].map(([, name]) => name));
    expect(found.length).toBeGreaterThan(7);
    expect(found.filter((name) => name === undefined || !(name in stageSchema.shape))).toEqual([]);
  });
});
