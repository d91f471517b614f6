import { spelledModel } from './model-names.ts';
import type { PriceEntry, PriceOrigin } from './price-file.ts';
import type { Layer } from './price-row.ts';

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

const NEXT_ENTRY = ',\n';

/** Entries as one JSON text, each on a line of its own: those of a name are found without reading the others. */
export function packEntries(entries: readonly PriceEntry[]): string {
  return `[${entries.map((entry) => JSON.stringify(entry)).join(NEXT_ENTRY)}]`;
}

/** The JSON texts of entries. A pack that was kept by an earlier release has all of them on one line. */
function splitEntries(text: string): readonly string[] {
  if (text.includes(NEXT_ENTRY)) return text.slice(1, -1).split(NEXT_ENTRY);
  return (JSON.parse(text) as PriceEntry[]).map((entry) => JSON.stringify(entry));
}

/** What concerns names that an entry does not list: it is read at once. */
const BEYOND_NAMES = ['"rules":', '"family":', '"sameForAll":'];

/** Names that are searched in the text; from the next one on a table of all names is used. */
const MOST_SEARCHES = 16;

/** One entry's text, read when it is first needed. */
class EntryText {
  readonly text: string;
  readonly #of: TextOfFile;
  #found: EntryOfFile | undefined;

  constructor(of: TextOfFile, text: string) {
    this.#of = of;
    this.text = text;
  }

  read(): EntryOfFile {
    const { file, layer, provider } = this.#of;
    this.#found ??= { file, layer, provider, entry: JSON.parse(this.text) as PriceEntry };
    return this.#found;
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
  readonly #texts: readonly EntryText[];
  /** What a rule spells is one more name, unless an entry lists it: the first rule has it, as in the source. */
  readonly #spelled: ReadonlyMap<string, EntryOfFile>;
  readonly #searched = new Map<string, readonly EntryOfFile[]>();
  #byName: ReadonlyMap<string, readonly EntryOfFile[]> | undefined;

  /** `texts` in the order of their layers. Throws SyntaxError on a text that is no JSON. */
  constructor(texts: readonly TextOfFile[]) {
    this.#texts = texts.flatMap((of) => splitEntries(of.text).map((text) => new EntryText(of, text)));
    const beyond = this.#texts.flatMap((one) =>
      BEYOND_NAMES.some((key) => one.text.includes(key)) ? [one.read()] : [],
    );
    this.documented = beyond.filter(({ entry }) => entry.sameForAll !== undefined);
    this.families = beyond.filter(({ entry }) => entry.family && entry.sameForAll === undefined);
    this.#spelled = spelledNames(beyond);
  }

  /** The entries that have this very name: those that list it, else the one whose rule spells it. */
  named(name: string): readonly EntryOfFile[] {
    const listed = this.#byName ? (this.#byName.get(name) ?? []) : this.#search(name);
    const spelled = listed.length === 0 ? this.#spelled.get(name) : undefined;
    return spelled ? [spelled] : listed;
  }

  /** Every name, families left out. */
  names(): Iterable<string> {
    return new Set([...this.#table().keys(), ...this.#spelled.keys()]);
  }

  #search(name: string): readonly EntryOfFile[] {
    const known = this.#searched.get(name);
    if (known) return known;
    if (this.#searched.size >= MOST_SEARCHES) return this.#table().get(name) ?? [];
    const written = JSON.stringify(name);
    const found = this.#texts.flatMap((one) =>
      one.text.includes(written) && namesOfEntry(one.read()).has(name) ? [one.read()] : [],
    );
    this.#searched.set(name, found);
    return found;
  }

  #table(): ReadonlyMap<string, readonly EntryOfFile[]> {
    if (this.#byName) return this.#byName;
    const table = new Map<string, EntryOfFile[]>();
    for (const one of this.#texts) {
      const found = one.read();
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
