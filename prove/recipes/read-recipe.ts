import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf } from '../docs/shown-commands.ts';

const REPOSITORY = join(import.meta.dirname, '../..');

/**
 * The first code below a heading of a page of the documentation, as an application has it.
 * @throws Error where the page has no such heading or no TypeScript below it
 */
export function readRecipe(page: string, heading: string): string {
  const text = readFileSync(join(REPOSITORY, page), 'utf8');
  const [section] = text.split(new RegExp(`^## ${heading}$`, 'm'))[1]?.split(/^## /m) ?? [];
  const code = blocksOf(section ?? '').find(({ mark }) => mark === 'ts')?.body;
  if (code === undefined) throw new Error(`${page} has no code in TypeScript below "## ${heading}"`);
  return code;
}
