import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecipe } from '../../prove/recipes/read-recipe.ts';
import { RECIPES } from '../../prove/recipes/recipes.ts';
import { blocksOf } from '../../prove/docs/shown-commands.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const FOLDER = join(REPOSITORY, '.artefacts', 'client-snippets');
const TSC = join(REPOSITORY, 'node_modules/typescript/bin/tsc');

/** The TypeScript of a page, each block with the client's sources in place of the package's name. */
function readSnippets(page: string): string[] {
  const text = readFileSync(join(REPOSITORY, page), 'utf8');
  return blocksOf(text).flatMap(({ mark, body }) => (mark === 'ts' ? [ownSources(body)] : []));
}

function ownSources(code: string): string {
  return code
    .replaceAll("'@costkeeper/client'", "'../../client/index.ts'")
    .replace(/'@costkeeper\/client\/([\w-]+)'/g, "'../../client/$1.ts'");
}

const pages = ['docs/client.md', 'client/README.md', ...globSync('docs/guides/*.md', { cwd: REPOSITORY })];
const snippets = pages.flatMap(readSnippets);
/** Packages of recipes that this project does not have: `npm run prove -- recipes` compiles them with theirs. */
const FOREIGN = RECIPES.flatMap(({ packages }) => Object.keys(packages)).filter(
  (name) => !existsSync(join(REPOSITORY, 'node_modules', name)),
);
const isForeign = (code: string) => FOREIGN.some((name) => new RegExp(`from '${name}(/|')`).test(code));

beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
});
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

describe('the pages about the client', () => {
  it('show every convenience method', () => {
    const source = readFileSync(join(REPOSITORY, 'client/costkeeper.ts'), 'utf8');
    const methods = Array.from(source.matchAll(/^ {2}(record\w+)\(/gm), ([, name]) => name);
    expect(methods).toHaveLength(13);
    const shown = snippets.join('\n');
    expect(methods.filter((name) => !shown.includes(`.${name}(`))).toEqual([]);
  });

  it('show no code of packages that are not here but recipes of the proof', () => {
    const proven = RECIPES.map(({ page, heading }) => ownSources(readRecipe(page, heading)));
    const foreign = snippets.filter(isForeign);
    expect(foreign.length).toBeGreaterThan(3);
    expect(foreign.filter((code) => !proven.includes(code))).toEqual([]);
  });

  it('show code that compiles', () => {
    const own = snippets.filter((code) => !isForeign(code));
    const files = own.map((code, number) => {
      const file = join(FOLDER, `snippet-${number}.ts`);
      writeFileSync(file, `${code}\nexport {};\n`);
      return file;
    });
    writeFileSync(
      join(FOLDER, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../tsconfig.json',
        include: ['*.ts'],
        compilerOptions: { noUnusedLocals: false },
      }),
    );
    expect(files.length).toBeGreaterThan(10);
    const compile = () =>
      execFileSync(process.execPath, [TSC, '-p', FOLDER], { encoding: 'utf8', stdio: 'pipe' });
    expect(compile).not.toThrow();
  });
});
