import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { Plugin } from 'esbuild';

/** The file beside a function that has the packed prices. */
export const PRICES_FILE = 'prices.json';

const PRICE_DATA = join(import.meta.dirname, '../../prices/price-data.ts');
/** The packed texts of a price file, by provider. */
const TEXTS = /\(\) => \((\{\n[^}]*\n  \})\)/g;

const READER = `
import { readFileSync } from 'node:fs';
let read;
const texts = () => (read ??= JSON.parse(readFileSync(new URL('./${PRICES_FILE}', import.meta.url), 'utf8')));
`;

/** The packed prices as data, a list of what a function reads of them by provider. */
export function pricesText(): string {
  const lists = readFileSync(PRICE_DATA, 'utf8').matchAll(TEXTS);
  return JSON.stringify(Array.from(lists, ([, list = '']) => runInNewContext(`(${list})`) as object));
}

/** Has a function read the prices of a file beside it when it first needs one, instead of compiling them at each start. */
export const pricesApart: Plugin = {
  name: 'prices-apart',
  setup: (plugin) => {
    plugin.onLoad({ filter: /prices[\\/]price-data\.ts$/ }, ({ path }) => {
      let index = 0;
      const code = readFileSync(path, 'utf8').replaceAll(TEXTS, () => `() => texts()[${index++}]`);
      return { contents: READER + code, loader: 'ts' };
    });
  },
};
