import { RULE_KINDS, spelledModel } from './model-names.ts';
import type { PriceEntry, PriceOrigin } from './price-file.ts';
import type { Layer } from '../../contracts/price-vocabulary.ts';

/** An entry with where it came from. */
export interface EntryOfFile {
  readonly file: PriceOrigin;
  readonly layer: Layer;
  readonly provider: string;
  readonly entry: PriceEntry;
}

/** A provider's entries in one file, as the file keeps them. */
export interface TextOfFile extends Omit<EntryOfFile, 'entry'> {
  /** A JSON list with each entry on a line of its own, see packEntries. */
  readonly text: string;
}

/** Between two entries of a text; no entry has it inside, because JSON writes line ends as two characters. */
const NEXT_ENTRY = ',\n';

/** Entries as one JSON text, each on a line of its own: those of a name are found without reading the others. */
export function packEntries(entries: readonly PriceEntry[]): string {
  return `[${entries.map((entry) => JSON.stringify(entry)).join(NEXT_ENTRY)}]`;
}

/** What concerns names that no entry lists: it is read at once. */
const BEYOND_NAMES = ['"family":', '"sameForAll":'];

const RULES = ['"rules":'];

/** Names that are searched in the text; from the next one on a table of all names is used. */
const MOST_SEARCHES = 16;

/** A provider's text in one file; an entry is read when it is first needed. */
class EntriesText {
  readonly #of: TextOfFile;
  readonly #text: string;
  /** By where each starts in the text. */
  readonly #read = new Map<number, EntryOfFile>();

  constructor(of: TextOfFile) {
    this.#of = of;
    // A pack that was kept by an earlier release has all of its entries on one line.
    this.#text = of.text.includes(NEXT_ENTRY) ? of.text : packEntries(JSON.parse(of.text) as PriceEntry[]);
  }

  /** The entries whose text has one of these, in the order of the file. */
  having(texts: readonly string[]): EntryOfFile[] {
    const starts = new Set(texts.flatMap((text) => this.#startsOf(text)));
    return [...starts].toSorted((a, b) => a - b).map((start) => this.#readAt(start));
  }

  all(): EntryOfFile[] {
    if (this.#text === '[]') return [];
    const starts = [1];
    for (let at = this.#text.indexOf(NEXT_ENTRY); at >= 0; at = this.#text.indexOf(NEXT_ENTRY, at + 1))
      starts.push(at + NEXT_ENTRY.length);
    return starts.map((start) => this.#readAt(start));
  }

  #startsOf(text: string): number[] {
    const starts: number[] = [];
    for (let at = this.#text.indexOf(text); at >= 0; at = this.#text.indexOf(text, this.#endOf(at))) {
      const before = this.#text.lastIndexOf(NEXT_ENTRY, at);
      starts.push(before < 0 ? 1 : before + NEXT_ENTRY.length);
    }
    return starts;
  }

  #endOf(at: number): number {
    const end = this.#text.indexOf(NEXT_ENTRY, at);
    return end < 0 ? this.#text.length - 1 : end;
  }

  #readAt(start: number): EntryOfFile {
    const known = this.#read.get(start);
    if (known) return known;
    const { file, layer, provider } = this.#of;
    const json = this.#text.slice(start, this.#endOf(start));
    const found = { file, layer, provider, entry: JSON.parse(json) as PriceEntry };
    this.#read.set(start, found);
    return found;
  }
}

/**
 * The entries of one provider by name. A function prices a few names of the hundreds that a provider has, so the
 * first are looked for in the text, and only the entries that have them are read.
 */
export class ProviderEntries {
  /** Entries that name a page by which all names that fit their rules cost the same. */
  readonly documented: readonly EntryOfFile[];
  /** Entries that add to others. */
  readonly families: readonly EntryOfFile[];
  readonly #texts: readonly EntriesText[];
  #spelled: ReadonlyMap<string, EntryOfFile> | undefined;
  readonly #searched = new Map<string, readonly EntryOfFile[]>();
  #byName: ReadonlyMap<string, readonly EntryOfFile[]> | undefined;

  /** `texts` in the order of their layers. Throws SyntaxError on a text that is no JSON. */
  constructor(texts: readonly TextOfFile[]) {
    this.#texts = texts.map((of) => new EntriesText(of));
    const beyond = this.#having(BEYOND_NAMES);
    this.documented = beyond.filter(({ entry }) => entry.sameForAll !== undefined);
    this.families = beyond.filter(({ entry }) => entry.family && entry.sameForAll === undefined);
  }

  /** The entries that have this very name: those that list it, else the one whose rule spells it. */
  named(name: string): readonly EntryOfFile[] {
    if (!this.#byName) return this.#search(name);
    const listed = this.#byName.get(name) ?? [];
    const spelled = listed.length === 0 ? this.#spelledNames().get(name) : undefined;
    return spelled ? [spelled] : listed;
  }

  /** Every name, families left out. */
  names(): Iterable<string> {
    return new Set([...this.#table().keys(), ...this.#spelledNames().keys()]);
  }

  /** Every entry, in the order of the layers and of the file. */
  all(): EntryOfFile[] {
    return this.#texts.flatMap((text) => text.all());
  }

  #search(name: string): readonly EntryOfFile[] {
    const known = this.#searched.get(name);
    if (known) return known;
    if (this.#searched.size >= MOST_SEARCHES) {
      this.#table();
      return this.named(name);
    }
    const written = JSON.stringify(name);
    const listed = this.#having([written]).filter((one) => namesOfEntry(one).has(name));
    const found = listed.length > 0 ? listed : this.#spelling(name, written);
    this.#searched.set(name, found);
    return found;
  }

  /** The entry whose rule spells the name, if any: the first, as in the table. */
  #spelling(name: string, written: string): readonly EntryOfFile[] {
    const start = written.slice(1, -1);
    const texts = RULE_KINDS.map((kind) => `"${kind}${start}`);
    const found = spelledNames(this.#having(texts)).get(name);
    return found ? [found] : [];
  }

  #having(texts: readonly string[]): EntryOfFile[] {
    return this.#texts.flatMap((text) => text.having(texts));
  }

  /** What a rule spells is one more name, unless an entry lists it: the first rule has it, as in the source. */
  #spelledNames(): ReadonlyMap<string, EntryOfFile> {
    return (this.#spelled ??= spelledNames(this.#having(RULES)));
  }

  #table(): ReadonlyMap<string, readonly EntryOfFile[]> {
    if (this.#byName) return this.#byName;
    const table = new Map<string, EntryOfFile[]>();
    for (const found of this.all()) {
      for (const name of namesOfEntry(found)) {
        const others = table.get(name);
        if (others) others.push(found);
        else table.set(name, [found]);
      }
    }
    this.#byName = table;
    return table;
  }
}

function namesOfEntry({ entry }: EntryOfFile): ReadonlySet<string> {
  return new Set(entry.family ? [] : [entry.id, ...(entry.names ?? [])]);
}

function spelledNames(entries: readonly EntryOfFile[]): ReadonlyMap<string, EntryOfFile> {
  const names = new Map<string, EntryOfFile>();
  for (const found of entries) {
    if (found.entry.family) continue;
    for (const rule of found.entry.rules ?? []) {
      const name = spelledModel(rule);
      if (name !== undefined && !names.has(name)) names.set(name, found);
    }
  }
  return names;
}
