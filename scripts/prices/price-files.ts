import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PriceEntry, PriceFile } from '../../core/pricing/price-file.ts';
import { sameWhenUnpacked } from './pack-text.ts';
import type { AcceptedDisagreement } from './second-source.ts';

const folder = new URL('../../prices/', import.meta.url);

/** Absolute path of a file of prices/. */
export function pricePath(name: string): string {
  return fileURLToPath(new URL(name, folder));
}

export function readPriceFile(name: 'catalogue.json' | 'llm.json'): PriceFile {
  return JSON.parse(readFileSync(pricePath(name), 'utf8')) as PriceFile;
}

export function readAccepted(): AcceptedDisagreement[] {
  return JSON.parse(readFileSync(pricePath('disagreements.json'), 'utf8')) as AcceptedDisagreement[];
}

/** The page or package behind each key that rows name as their source. */
export function readSources(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(pricePath('sources.json'), 'utf8')) as Record<string, string>;
}

function linesOf(entries: readonly PriceEntry[]): string {
  return entries.map((entry) => JSON.stringify(entry)).join(',\n');
}

/** One line for each entry, so that a change of price is a change of one line. */
export function formatPriceFile(file: PriceFile): string {
  const providers = Object.entries(file.providers).map(
    ([provider, entries]) => `${JSON.stringify(provider)}:[\n${linesOf(entries)}\n]`,
  );
  const calendars = file.calendars ? `,"calendars":${JSON.stringify(file.calendars)}` : '';
  const head = `"source":${JSON.stringify(file.source)},"observedAt":${JSON.stringify(file.observedAt)}${calendars}`;
  return `{${head},"providers":{\n${providers.join(',\n')}\n}}\n`;
}

/** Writes a file of prices/ when it says something else than before; answers whether it does. */
export function writeIfChanged(name: string, text: string, dry: boolean): boolean {
  let before: string | undefined;
  try {
    before = readFileSync(pricePath(name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (before !== undefined && sameWhenUnpacked(before, text)) return false;
  if (!dry) writeFileSync(pricePath(name), text);
  return true;
}
