import { compileRows, type RowsByUnit, type RowSource } from './compiled-row.ts';
import { canonicalName } from './canonical-model.ts';
import type { ModelIndex } from './model-index.ts';
import type { FoundBy } from '../../contracts/price-vocabulary.ts';
import type { EntryOfFile } from './provider-entries.ts';
import { chargedRegions, rowsInTime } from './rows-in-time.ts';
import { aliasEntries, type PriceAlias } from './price-alias.ts';
import type { PriceRow } from './price-row.ts';
import { canonicalProvider } from './provider-names.ts';

/** What is known of a model: its rows ready to use. */
export interface ModelPrices {
  readonly known: boolean;
  readonly approximate: boolean;
  /** How its name was found; undefined for a name of an override or of nothing. */
  readonly by: FoundBy | undefined;
  /** The provider's own service name of the first row. */
  readonly service: string | undefined;
  readonly rows: RowsByUnit;
}

/** Different model names in a process are few; more than this is a caller that tries names. */
const MOST_MODELS = 2000;

/** Resolves and compiles a model once; `extra` are rows that are not in the files: overrides, imported lists. */
export class ModelPriceCache {
  readonly #index: ModelIndex;
  readonly #aliases: readonly PriceAlias[];
  readonly #extra: ReadonlyMap<string, readonly PriceRow[]>;
  readonly #cache = new Map<string, Map<string, ModelPrices>>();
  #size = 0;

  constructor(index: ModelIndex, extra: readonly PriceRow[], aliases: readonly PriceAlias[] = []) {
    this.#index = index;
    this.#aliases = aliases;
    this.#extra = Map.groupBy(extra, (row) => canonicalProvider(row.provider));
  }

  /** Prices of a model as a message names it. */
  find(provider: string, model: string, service: string | undefined): ModelPrices {
    const group = service === undefined ? provider : `${provider}\n${service}`;
    let models = this.#cache.get(group);
    const cached = models?.get(model);
    if (cached) return cached;
    const prices = this.#resolve(provider, model, service);
    if (this.#size >= MOST_MODELS) {
      this.#cache.clear();
      this.#size = 0;
      models = undefined;
    }
    if (!models) this.#cache.set(group, (models = new Map<string, ModelPrices>()));
    models.set(model, prices);
    this.#size += 1;
    return prices;
  }

  /** Whether any row is of this provider. */
  knowsProvider(provider: string): boolean {
    return this.providers().includes(canonicalProvider(provider));
  }

  /** Canonical names of all providers that have rows. */
  providers(): string[] {
    return [...new Set([...this.#index.providers(), ...this.#extra.keys()])];
  }

  /** Rows of one model by its name, those of factors and equal parts included. */
  rowsOf(provider: string, model: string): PriceRow[] {
    const { entries } = this.#index.find(provider, model) ?? { entries: [] };
    const all = [...this.#aliasEntries(provider, model), ...entries];
    return [...this.#extraRows(provider, namesOf(model, entries)), ...rowsInTime(this.#index, all)];
  }

  /** Rows of all models of a provider, those of factors and equal parts included. */
  rowsOfProvider(provider: string): PriceRow[] {
    const ids = new Set(
      this.#index.entriesOf(provider).flatMap(({ entry }) => (entry.family ? [] : [entry.id])),
    );
    const own = [...ids].flatMap((id) =>
      rowsInTime(this.#index, this.#index.find(provider, id)?.entries ?? []),
    );
    return [...(this.#extra.get(provider) ?? []), ...own.filter((row) => row.provider === provider)];
  }

  /** Names that a model may have been meant by: the provider's own and those of overrides, one for each SKU. */
  namesOf(provider: string): string[] {
    const canonical = canonicalProvider(provider);
    const rows = this.#extra.get(canonical) ?? [];
    return [...new Set([...this.#index.skusOf(canonical), ...rows.map(({ sku }) => sku)])];
  }

  /** Providers of the catalogue that have a model of this name, those whose own name it is first. */
  providersOf(model: string): string[] {
    return this.#index.providersOf(model);
  }

  /** The model's name without date, place and reseller; its own name where nothing is known of it. */
  canonicalName(provider: string, model: string): string {
    return canonicalName(this.#index, canonicalProvider(provider), model) ?? model;
  }

  #extraRows(provider: string, names: ReadonlySet<string>): PriceRow[] {
    return (this.#extra.get(provider) ?? []).filter((row) => row.match.some((name) => names.has(name)));
  }

  /** An alias of a model that this price data does not have any more means nothing. */
  #aliasEntries(provider: string, model: string): readonly EntryOfFile[] {
    const known = this.#aliases.filter(
      (alias) => alias.model === model && this.#index.find(provider, alias.as) !== undefined,
    );
    return aliasEntries(known, provider, model);
  }

  #resolve(provider: string, model: string, service: string | undefined): ModelPrices {
    const canonical = canonicalProvider(provider);
    const match = this.#index.find(canonical, model);
    const names = new Set([model, ...(match?.entries.map(({ entry }) => entry.id) ?? [])]);
    const extra = this.#extraRows(canonical, names);
    const aliased = this.#aliasEntries(canonical, model);
    const entries = [...aliased, ...(match?.entries ?? [])];
    const rows = this.#rowSource(extra, entries);
    const named = aliased.length > 0 || extra.some((row) => row.match.includes(model));
    const known =
      extra.length > 0 || entries.some(({ entry }) => (entry.prices ?? entry.pointsTo) !== undefined);
    return {
      known,
      approximate: known && match !== undefined && match.by !== 'name' && !named,
      by: named ? undefined : match?.by,
      get service() {
        const all = rows.all();
        return all.find((row) => row.match.some((name) => names.has(name)))?.service ?? all[0]?.service;
      },
      rows: compileRows(rows, service),
    };
  }

  #rowSource(extra: readonly PriceRow[], entries: readonly EntryOfFile[]): RowSource {
    let all: readonly PriceRow[] | undefined;
    return {
      of: (unit) => [...extra.filter((row) => row.unit === unit), ...rowsInTime(this.#index, entries, unit)],
      all: () => (all ??= [...extra, ...rowsInTime(this.#index, entries)]),
      charged: () => chargedRegions(this.#index, entries),
    };
  }
}

/** What an override may name: the model as the message does, or the SKU that it was found to be. */
function namesOf(model: string, entries: readonly EntryOfFile[]): ReadonlySet<string> {
  return new Set([model, ...entries.map(({ entry }) => entry.id)]);
}
