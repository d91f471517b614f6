import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAXER_THAN_AWS } from '../../local/laxer-than-aws.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const page = read('docs/local.md');
const rules = ['wiring', 'sizes', 'permissions', 'arithmetic', 'specification']
  .map((name) => read(`test/lib/rules/${name}.ts`))
  .join('\n');

describe('what is laxer than AWS', () => {
  it('is the list on the page, row by row', () => {
    const start = page.indexOf('## What is still laxer than AWS');
    const rows = page
      .slice(start)
      .split('\n')
      .filter((line) => line.startsWith('| '));
    expect(start).toBeGreaterThan(0);
    expect(rows.slice(1)).toEqual(
      LAXER_THAN_AWS.map(({ here, there, guard }) => `| ${here} | ${there} | ${guard} |`),
    );
  });

  it.each(LAXER_THAN_AWS)('names code and a guard that exist: $here', ({ file, guard }) => {
    expect(existsSync(path.join(ROOT, file))).toBe(true);
    for (const [, named = ''] of guard.matchAll(/`((?:test|core|testing|adapters|local)\/[^`]*\.ts)`/g)) {
      expect(existsSync(path.join(ROOT, named))).toBe(true);
    }
    for (const [, rule = ''] of guard.matchAll(/`(\w+)` in `test\/lib\/rules`/g)) {
      expect(rules).toContain(`export const ${rule}`);
    }
    for (const [, command = '', name = ''] of guard.matchAll(/`npm run (bench|prove) -- ([\w-]+)`/g)) {
      const script = command === 'bench' ? `bench/${name}.ts` : `prove/${name}/command.ts`;
      expect(existsSync(path.join(ROOT, script))).toBe(true);
    }
  });

  it('says that no code of ours writes files: what runs in functions has no file system', () => {
    const rooms = ['adapters', 'contracts', 'core', 'lambdas', 'prices', 'providers'];
    const files = rooms.flatMap((room) =>
      readdirSync(path.join(ROOT, room), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => path.join(room, name)),
    );
    expect(files.length).toBeGreaterThan(300);
    expect(files.filter((file) => /from '(node:)?fs(\/promises)?'/.test(read(file)))).toEqual([]);
  });

  it('says that no code of ours reads in transactions, nor by IN', () => {
    const files = readdirSync(path.join(ROOT, 'adapters'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join('adapters', name));
    expect(files.filter((file) => read(file).includes('TransactWriteCommand'))).not.toEqual([]);
    expect(files.filter((file) => /TransactGet|\bIN \(/.test(read(file)))).toEqual([]);
  });

  it('tells of every flag that makes the system stricter', () => {
    const help = read('local/run-local.ts');
    for (const flag of ['--strict', '--mail-sandbox']) {
      expect(help).toContain(`  ${flag} `);
      expect(page).toContain(flag);
    }
  });
});
