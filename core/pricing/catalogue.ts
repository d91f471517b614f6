import type { Instant } from '../time/ledger-time.ts';
import { CATALOGUE, CATALOGUE_VERSION, GENERATED } from '../../prices/price-data.ts';
import { CataloguePriceBook } from './catalogue-price-book.ts';
import { ModelIndex } from './model-index.ts';
import { ModelPriceCache, rowsOfEntries } from './model-prices.ts';
import type { PriceRow } from './price-row.ts';
import { canonicalProvider } from './provider-names.ts';
import { ledgerService } from './services.ts';
import { shortHash } from './short-hash.ts';

const index = new ModelIndex([
  { file: CATALOGUE, layer: 'catalogue' },
  { file: GENERATED, layer: 'generated' },
]);

/** What a price book is made of beside the files of prices/. */
export interface PriceBookOptions {
  /** Further rows of the catalogue layer, such as an imported price list. */
  readonly rows?: readonly PriceRow[];
  /** Rows of the override layer, see override.ts. */
  readonly overrides?: readonly PriceRow[];
  /** Region of usage that names none; only rows of that region or of none can then price it. */
  readonly defaultRegion?: string;
}

/** A price book over the catalogue, further rows and overrides. Cheap: models are resolved when asked for. */
export function createPriceBook(options: PriceBookOptions = {}): CataloguePriceBook {
  const extra = [...(options.overrides ?? []), ...(options.rows ?? [])];
  const version =
    extra.length === 0
      ? CATALOGUE_VERSION
      : `${CATALOGUE_VERSION}+${shortHash(extra.map((row) => `${row.id}${row.effectiveTo}`).join()).slice(0, 6)}`;
  return new CataloguePriceBook(
    version,
    new ModelPriceCache(index, extra),
    options.defaultRegion ?? 'us-east-1',
  );
}

/** The catalogue alone. */
export function createCataloguePriceBook(): CataloguePriceBook {
  return createPriceBook();
}

/** What a list of prices is narrowed down to; every part is optional. */
export interface PriceFilter {
  readonly provider?: string | undefined;
  /** A model as messages name it, or a SKU. */
  readonly model?: string | undefined;
  /** The ledger's service or the provider's own name for it. */
  readonly service?: string | undefined;
  readonly region?: string | undefined;
  /** Only rows in force then; absent: with history. */
  readonly at?: Instant | undefined;
}

/** Price rows by provider, SKU, unit and time; rows of no region hold in every region. */
export function listPriceRows(filter: PriceFilter): PriceRow[] {
  const providers = filter.provider === undefined ? index.providers() : [canonicalProvider(filter.provider)];
  const rows = new Map<string, PriceRow>();
  for (const provider of providers) {
    for (const model of filter.model === undefined ? modelsOf(provider) : [filter.model]) {
      for (const row of rowsOfEntries(index.find(provider, model)?.entries ?? [])) {
        if (row.provider === provider && fits(row, filter)) rows.set(row.id, row);
      }
    }
  }
  return [...rows.values()].sort(byName);
}

function modelsOf(provider: string): Set<string> {
  return new Set(index.entriesOf(provider).flatMap(({ entry }) => (entry.family ? [] : [entry.id])));
}

function fits({ service, region, effectiveFrom, effectiveTo }: PriceRow, filter: PriceFilter): boolean {
  const { at } = filter;
  return (
    (filter.service === undefined ||
      filter.service === service ||
      filter.service === ledgerService(service)) &&
    (filter.region === undefined || region === null || region === filter.region) &&
    (at === undefined ||
      ((effectiveFrom === null || Date.parse(effectiveFrom) <= at) &&
        (effectiveTo === null || at < Date.parse(effectiveTo))))
  );
}

function byName(a: PriceRow, b: PriceRow): number {
  const [left, right] = [sortName(a), sortName(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function sortName({ provider, sku, unit, attributes, region, effectiveFrom }: PriceRow): string {
  return [provider, sku, unit, JSON.stringify(attributes), region, effectiveFrom].join('\n');
}
