import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecipe } from './read-recipe.ts';
import type { Recipe } from './recipes.ts';

const REPOSITORY = join(import.meta.dirname, '../..');

/** Sends calls to the providers' own addresses to the stub: the recipe stays as it is, and so does whom it pays. */
const TO_PROVIDER = `
const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.hostname !== 'api.openai.com' && url.hostname !== 'api.anthropic.com') return fetch(input, init);
  const there = process.env.PROVIDER_URL + url.pathname + url.search;
  return fetch(input instanceof Request ? new Request(there, input) : there, init);
};
`;

/** A recipe's name in files and ids. */
export function slugOfRecipe({ heading }: Recipe): string {
  return heading.toLowerCase().replaceAll(/\W+/g, '-');
}

/** Writes each recipe's code as the page has it, and its application, each in a folder of its own. */
export function writeRecipes(folder: string, recipes: readonly Recipe[]): void {
  writeFileSync(join(folder, 'to-provider.mjs'), TO_PROVIDER);
  for (const recipe of recipes) {
    const own = join(folder, slugOfRecipe(recipe));
    mkdirSync(own);
    writeFileSync(join(own, 'recipe.ts'), readRecipe(recipe.page, recipe.heading));
    writeFileSync(join(own, 'application.mjs'), recipe.application);
  }
}

/** Compiles every recipe against its packages' own types. Answers what the compiler says; nothing where all fit. */
export function compileRecipes(folder: string): string {
  const settings = {
    extends: join(REPOSITORY, 'tsconfig.json'),
    compilerOptions: { typeRoots: [join(REPOSITORY, 'node_modules/@types')] },
    include: ['*/recipe.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const compiler = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
  try {
    return execFileSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? String(error);
  }
}
