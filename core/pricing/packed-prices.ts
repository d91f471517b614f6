import { ModelIndex } from './model-index.ts';
import type { PackedPriceFile, PriceFile } from './price-file.ts';
import { packEntries } from './provider-entries.ts';

/** The price data of one version as it is kept and loaded: the hand-kept file and the generated one. */
export interface PackedPrices {
  readonly version: string;
  /** When they were published, ISO 8601; a day where no time is known. */
  readonly publishedAt: string;
  readonly catalogue: PackedPriceFile;
  readonly models: PackedPriceFile;
}

/** Price data ready to be asked; a provider is indexed when it is first asked for. */
export interface PriceData {
  readonly version: string;
  readonly publishedAt: string;
  readonly index: ModelIndex;
}

/** A file as the price book reads it: the entries of each provider as one JSON text. */
export function packPriceFile(file: PriceFile): PackedPriceFile {
  const providers: Record<string, string> = {};
  for (const [name, entries] of Object.entries(file.providers)) providers[name] = packEntries(entries);
  const { source, observedAt, calendars } = file;
  return { source, observedAt, ...(calendars ? { calendars } : {}), providers };
}

/** Makes packed prices ready; costs next to nothing until a model is asked for. */
export function openPrices({ version, publishedAt, catalogue, models }: PackedPrices): PriceData {
  const index = new ModelIndex([
    { file: catalogue, layer: 'catalogue' },
    { file: models, layer: 'generated' },
  ]);
  return { version, publishedAt, index };
}
