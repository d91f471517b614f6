import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import { DOWNLOAD_READERS, type DownloadedPrice } from './list-readers.ts';
import { ourPrice } from './second-source.ts';

/** A downloaded list of prices, and when it was. */
export interface DownloadedSource {
  readonly name: string;
  readonly day: string;
  readonly said: readonly DownloadedPrice[];
}

/** Who said what when of one part of a model, with what our rows say. */
export interface ComparedPrice {
  readonly key: string;
  /** Null where we have no row of the exact name. */
  readonly ours: string | null;
  readonly said: readonly { readonly source: string; readonly usd: string; readonly day: string }[];
}

/** Reads `NAME=FILE`. @throws Error for a name that is no source, and a file that is no JSON */
export function readDownload(option: string, day: string): DownloadedSource {
  const [name = '', ...rest] = option.split('=');
  const reader = Object.hasOwn(DOWNLOAD_READERS, name) ? DOWNLOAD_READERS[name] : undefined;
  if (!reader)
    throw new Error(`--source takes ${Object.keys(DOWNLOAD_READERS).join(', ')} =FILE, not "${option}"`);
  const said = reader(JSON.parse(readFileSync(rest.join('='), 'utf8')) as unknown);
  if (said.length === 0) throw new Error(`${rest.join('=')} has no price that ${name} would write`);
  return { name, day, said };
}

/**
 * Every list of a folder, as the options of `--source` would name them: a file is named after its list, with
 * anything behind it (`litellm.json`, `aws-lambda.json`). Other files are left alone.
 */
export function listsOfFolder(folder: string): string[] {
  const names = Object.keys(DOWNLOAD_READERS).toSorted((a, b) => b.length - a.length);
  return readdirSync(folder)
    .toSorted()
    .flatMap((file) => {
      const name = file.endsWith('.json') ? names.find((one) => file.startsWith(one)) : undefined;
      return name === undefined ? [] : [`${name}=${path.join(folder, file)}`];
    });
}

/** Every part that any source prices, with what each says and what our rows say at that time. */
export function compareSources(
  sources: readonly DownloadedSource[],
  book: CataloguePriceBook,
  at: number,
): ComparedPrice[] {
  const all = sources.flatMap(({ name, day, said }) =>
    said.flatMap((one) => (one.tier === undefined ? [{ source: name, seen: day, ...one }] : [])),
  );
  const groups = Map.groupBy(all, ({ provider, model, unit }) => `${provider}/${model} ${unit}`);
  return [...groups].flatMap(([key, list]) => {
    const [first] = list;
    if (!first) return [];
    const ours = ourPrice(book, first.provider, first.model, first.unit, at)?.usd ?? null;
    return [
      { key, ours, said: list.map(({ source, usd, day, seen }) => ({ source, usd, day: day ?? seen })) },
    ];
  });
}
