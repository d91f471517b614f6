import { bedrockNames, fitsRule, undatedModel, unwrapModel } from './model-names.ts';
import type { PackedPriceFile, PriceEntry, PriceOrigin } from './price-file.ts';
import type { Layer } from './price-row.ts';
import { providersToAsk } from './provider-names.ts';

/** A price file and the layer of its entries that name none. */
export interface FileOfLayer {
  readonly file: PackedPriceFile;
  readonly layer: Layer;
}

/** An entry with where it came from. */
export interface EntryOfFile {
  readonly file: PriceOrigin;
  readonly layer: Layer;
  readonly provider: string;
  readonly entry: PriceEntry;
}

/** The entries that price a model. */
export interface ModelMatch {
  readonly entries: readonly EntryOfFile[];
  /** The name as given is no exact name of the provider's rows. */
  readonly approximate: boolean;
}

interface ProviderIndex {
  readonly exact: ReadonlyMap<string, EntryOfFile[]>;
  readonly ruled: readonly EntryOfFile[];
  readonly families: readonly EntryOfFile[];
}

interface Candidate {
  readonly name: string;
  readonly exact: boolean;
}

/** Finds the entries of a model; one provider is indexed when it is first asked for. */
export class ModelIndex {
  readonly #files: readonly FileOfLayer[];
  readonly #providers = new Map<string, ProviderIndex | undefined>();

  constructor(files: readonly FileOfLayer[]) {
    this.#files = files;
  }

  /** Canonical names of all providers. */
  providers(): string[] {
    return [...new Set(this.#files.flatMap(({ file }) => Object.keys(file.providers)))];
  }

  /** Every entry of a provider. */
  entriesOf(provider: string): EntryOfFile[] {
    return this.#files.flatMap(({ file, layer }) => {
      if (!Object.hasOwn(file.providers, provider)) return [];
      const entries = JSON.parse(file.providers[provider] ?? '[]') as PriceEntry[];
      return entries.map((entry) => ({ file, layer, provider, entry }));
    });
  }

  /** Exact names, then ordered rules, then the name without its date; at the provider, then at those it resells. */
  find(provider: string, model: string): ModelMatch | undefined {
    const asked = providersToAsk(provider, model);
    for (const name of asked) {
      const index = this.#indexOf(name);
      const match = index && matchIn(index, candidates(name, model));
      if (match) return name === provider ? match : { ...match, approximate: true };
    }
    const families = asked.flatMap((name) => familiesOf(this.#indexOf(name), [model, ...unwrapModel(model)]));
    return families.length > 0 ? { entries: families, approximate: true } : undefined;
  }

  #indexOf(provider: string): ProviderIndex | undefined {
    if (!this.#providers.has(provider)) this.#providers.set(provider, buildIndex(this.entriesOf(provider)));
    return this.#providers.get(provider);
  }
}

function buildIndex(entries: readonly EntryOfFile[]): ProviderIndex | undefined {
  if (entries.length === 0) return undefined;
  const exact = new Map<string, EntryOfFile[]>();
  for (const found of entries) {
    if (found.entry.family) continue;
    for (const name of exactNames(found.entry)) {
      const others = exact.get(name);
      if (others) others.push(found);
      else exact.set(name, [found]);
    }
  }
  return {
    exact,
    ruled: entries.filter(({ entry }) => entry.rules && !entry.family),
    families: entries.filter(({ entry }) => entry.family),
  };
}

/** The id, the listed names, and the start of a `^start` rule: asked for as such it is no guess. */
function exactNames(entry: PriceEntry): Set<string> {
  const starts = (entry.rules ?? []).flatMap((rule) =>
    typeof rule === 'string' && rule.startsWith('^') ? [rule.slice(1)] : [],
  );
  return new Set([entry.id, ...(entry.names ?? []), ...starts]);
}

/** Replicate's `owner/name:version`; all versions of a model have one price. */
const REPLICATE_VERSION = /:[0-9a-f]+$/;

function candidates(provider: string, model: string): Candidate[] {
  const names = [{ name: model, exact: true }, ...unwrapModel(model).map((name) => ({ name, exact: false }))];
  if (provider === 'replicate') {
    const plain = model.replace(REPLICATE_VERSION, '');
    return plain === model ? names : [...names, { name: plain, exact: false }];
  }
  if (provider !== 'bedrock') return names;
  return names.flatMap(({ name, exact }) => [
    { name, exact },
    ...bedrockNames(name).map((alias) => ({ name: alias, exact })),
  ]);
}

function matchIn(index: ProviderIndex, names: readonly Candidate[]): ModelMatch | undefined {
  const undated = names.flatMap(({ name }) => {
    const plain = undatedModel(name);
    return plain === undefined ? [] : [{ name: plain, exact: false }];
  });
  return (
    exactMatch(index, names) ??
    ruleMatch(index, names) ??
    exactMatch(index, undated) ??
    ruleMatch(index, undated)
  );
}

function exactMatch(index: ProviderIndex, names: readonly Candidate[]): ModelMatch | undefined {
  for (const { name, exact } of names) {
    const found = index.exact.get(name);
    if (found) return complete(index, found, name, !exact);
  }
  return undefined;
}

function ruleMatch(index: ProviderIndex, names: readonly Candidate[]): ModelMatch | undefined {
  for (const { name } of names) {
    const found = index.ruled.find(({ entry }) => entry.rules?.some((rule) => fitsRule(rule, name)));
    if (found) return complete(index, [found], name, true);
  }
  return undefined;
}

/** Adds what other layers say of the same SKU, and the families it belongs to. */
function complete(
  index: ProviderIndex,
  found: readonly EntryOfFile[],
  name: string,
  approximate: boolean,
): ModelMatch {
  const entries = new Set(found);
  for (const { entry } of found)
    for (const same of index.exact.get(entry.id) ?? []) if (same.entry.id === entry.id) entries.add(same);
  const names = [name, ...[...entries].map(({ entry }) => entry.id)];
  return { entries: [...entries, ...familiesOf(index, names)], approximate };
}

function familiesOf(index: ProviderIndex | undefined, names: readonly string[]): EntryOfFile[] {
  return (index?.families ?? []).filter(({ entry }) =>
    names.some((name) => entry.names?.includes(name) || entry.rules?.some((rule) => fitsRule(rule, name))),
  );
}
