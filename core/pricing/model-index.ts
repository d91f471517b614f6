import type { FoundBy, Layer } from '../../contracts/price-vocabulary.ts';
import {
  bedrockNames,
  claudeSpellings,
  fineTunedModel,
  fitsRule,
  undatedModels,
  unwrapModel,
} from './model-names.ts';
import type { PackedPriceFile, PriceEntry } from './price-file.ts';
import { type EntryOfFile, ProviderEntries, type TextOfFile } from './provider-entries.ts';
import { isHost, providersToAsk } from './provider-names.ts';

/** A price file and the layer of its entries that name none. */
export interface FileOfLayer {
  readonly file: PackedPriceFile;
  readonly layer: Layer;
}

/** The entries that price a model. */
export interface ModelMatch {
  readonly entries: readonly EntryOfFile[];
  readonly by: FoundBy;
  /** The catalogue's name that was found. */
  readonly name: string;
}

interface Candidate {
  readonly name: string;
  readonly by: FoundBy;
}

/** Finds the entries of a model; a provider's entries are read when it is first asked for. */
export class ModelIndex {
  readonly #files: readonly FileOfLayer[];
  readonly #providers = new Map<string, ProviderEntries>();

  constructor(files: readonly FileOfLayer[]) {
    this.#files = files;
  }

  /** Canonical names of all providers. */
  providers(): string[] {
    return [...new Set(this.#files.flatMap(({ file }) => Object.keys(file.providers)))];
  }

  /** Every entry of a provider. */
  entriesOf(provider: string): EntryOfFile[] {
    return this.#entriesByName(provider)?.all() ?? [];
  }

  /** Every name that a provider's entries write, families left out. */
  namesOf(provider: string): Iterable<string> {
    return this.#entriesByName(provider)?.names() ?? [];
  }

  /** One id for each model of a provider and of those it resells. */
  skusOf(provider: string): string[] {
    const entries = providersToAsk(provider, '').flatMap((name) => this.entriesOf(name));
    return entries.flatMap(({ entry }) =>
      entry.family || entry.layer === 'curated' ? [] : [entry.id.replace(/^regional\./, '')],
    );
  }

  /** Providers that have a model of this name, those whose own name it is first. */
  providersOf(model: string): string[] {
    const found = this.providers().flatMap((provider) => {
      const { by, entries } = this.find(provider, model) ?? { entries: [] };
      // A price that all models of a provider have is not that of a model it knows.
      const isListed = entries.some(({ entry }) => !entry.family && (entry.prices ?? entry.pointsTo));
      return isListed ? [{ provider, isOwn: by === 'name' }] : [];
    });
    return found.sort((a, b) => Number(b.isOwn) - Number(a.isOwn)).map(({ provider }) => provider);
  }

  /**
   * The entries of a model; undefined for a name that is no listed one, no dated or routed form of one, no
   * fine-tune of one and under no documented rule. At the provider first, then at those it resells.
   */
  find(provider: string, model: string): ModelMatch | undefined {
    const asked = providersToAsk(provider, model);
    for (const name of asked) {
      const index = this.#entriesByName(name);
      const match = index && matchIn(index, name, name === provider ? model : withoutMaker(name, model));
      if (match) return name === provider ? match : this.#resold(provider, match);
    }
    return undefined;
  }

  /**
   * A model at the prices of its maker, with what the reseller itself charges beside them: its own factors. None for
   * a name that its maker moves from model to model: what it is at a host, nobody says.
   */
  #resold(provider: string, match: ModelMatch): ModelMatch | undefined {
    if (isHost(provider) && match.name.endsWith('-latest') && match.entries.some(isRedirect))
      return undefined;
    const names = [match.name, ...match.entries.map(({ entry }) => entry.id)];
    const own = this.#entriesByName(provider)?.families ?? [];
    const factors = own.filter(
      ({ entry }) => entry.factors !== undefined && names.some((name) => belongsTo(entry, name)),
    );
    const entries = isHost(provider) ? match.entries.map(withoutRedirects) : match.entries;
    return { ...match, entries: [...entries, ...factors], by: 'reseller' };
  }

  #textsOf(provider: string): TextOfFile[] {
    return this.#files.flatMap(({ file, layer }) => {
      const text = Object.hasOwn(file.providers, provider) ? file.providers[provider] : undefined;
      return text === undefined ? [] : [{ file, layer, provider, text }];
    });
  }

  #entriesByName(provider: string): ProviderEntries | undefined {
    const known = this.#providers.get(provider);
    if (known) return known;
    const texts = this.#textsOf(provider);
    // A provider that nobody lists is not remembered: messages may have any.
    if (texts.length === 0) return undefined;
    const entries = new ProviderEntries(texts);
    this.#providers.set(provider, entries);
    return entries;
  }
}

/** A reseller puts the maker before a model's name, which the maker itself may do for another way to the model. */
function withoutMaker(maker: string, model: string): string {
  return model.startsWith(`${maker}/`) ? model.slice(maker.length + 1) : model;
}

/** Replicate's `owner/name:version`; all versions of a model have one price. */
const REPLICATE_VERSION = /:[0-9a-f]+$/;

function candidates(provider: string, model: string): Candidate[] {
  const names = [model, ...unwrapModel(model)].map((name, index): Candidate => ({
    name,
    by: index === 0 ? 'name' : 'routed name',
  }));
  const others = names.flatMap(({ name, by }): Candidate[] => {
    const places = provider === 'bedrock' ? bedrockNames(name) : [];
    return [
      ...places.map((place) => ({ name: place, by })),
      ...claudeSpellings(name).map((spelling) => ({ name: spelling, by })),
    ];
  });
  const plain = provider === 'replicate' ? model.replace(REPLICATE_VERSION, '') : model;
  return [...names, ...others, ...(plain === model ? [] : [{ name: plain, by: 'dated id' } as const])];
}

function matchIn(index: ProviderEntries, provider: string, model: string): ModelMatch | undefined {
  const listed = index.named(model);
  // Most names are listed: their other forms are not searched then.
  if (listed.length > 0) return complete(index, listed, model, 'name');
  const names = candidates(provider, model);
  const tuned = names.flatMap(({ name }) => {
    const base = fineTunedModel(name);
    return base === undefined ? [] : [{ name: base, by: 'fine-tune' } as const];
  });
  const undated = [...names, ...tuned].flatMap(({ name, by }) =>
    undatedModels(provider, name).map(
      (plain) => ({ name: plain, by: by === 'fine-tune' ? by : 'dated id' }) as const,
    ),
  );
  return exactMatch(index, [...names, ...tuned, ...undated]) ?? documentedMatch(index, names);
}

function exactMatch(index: ProviderEntries, names: readonly Candidate[]): ModelMatch | undefined {
  for (const { name, by } of names) {
    const found = index.named(name);
    if (found.length > 0) return complete(index, found, name, by);
  }
  return undefined;
}

function documentedMatch(index: ProviderEntries, names: readonly Candidate[]): ModelMatch | undefined {
  const found = index.documented.filter(({ entry }) => names.some(({ name }) => belongsTo(entry, name)));
  const [first] = found;
  return first && complete(index, found, first.entry.id, 'documented');
}

/** Adds what other layers say of the same SKU, and the families it belongs to. */
function complete(
  index: ProviderEntries,
  found: readonly EntryOfFile[],
  name: string,
  by: FoundBy,
): ModelMatch {
  const entries = new Set(found);
  for (const { entry } of found)
    for (const same of index.named(entry.id)) if (same.entry.id === entry.id) entries.add(same);
  const names = [name, ...[...entries].map(({ entry }) => entry.id)];
  const families = [...index.families, ...index.documented].filter(({ entry }) =>
    names.some((one) => belongsTo(entry, one)),
  );
  return { entries: [...entries, ...families.filter((family) => !entries.has(family))], by, name };
}

function isRedirect({ entry }: EntryOfFile): boolean {
  return entry.pointsTo !== undefined;
}

/** What an entry says itself, without the models that its maker made its names stand for. */
function withoutRedirects(found: EntryOfFile): EntryOfFile {
  const { pointsTo, ...entry } = found.entry;
  return pointsTo ? { ...found, entry } : found;
}

function belongsTo(entry: PriceEntry, name: string): boolean {
  return entry.names?.includes(name) === true || entry.rules?.some((rule) => fitsRule(rule, name)) === true;
}
