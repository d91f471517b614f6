import type { PriceEntry, PriceSet } from '../../core/pricing/price-file.ts';

/** One thing that a sync changes, for the diff that a person reviews. */
export interface PriceChange {
  readonly kind: 'new model' | 'new price' | 'names' | 'not listed any more' | 'history kept';
  readonly provider: string;
  readonly model: string;
  readonly detail: string;
}

/** What a sync knows beside the two states. */
export interface MergeContext {
  /** The day that an undated change is taken to begin. */
  readonly today: string;
  readonly source: string;
}

type Providers = Readonly<Record<string, readonly PriceEntry[]>>;

/**
 * Takes the source's entries into ours without overwriting a price: a changed one closes the old set and
 * opens a new one, at the source's date or else today; what the source dropped stays; what it now says of
 * the past is reported and not taken.
 */
export function mergeHistory(
  ours: Providers,
  theirs: Providers,
  context: MergeContext,
): { providers: Record<string, PriceEntry[]>; changes: PriceChange[] } {
  const changes: PriceChange[] = [];
  const providers: Record<string, PriceEntry[]> = {};
  for (const provider of new Set([...Object.keys(theirs), ...Object.keys(ours)])) {
    const before = new Map((ours[provider] ?? []).map((entry) => [entry.id, entry]));
    const note = (kind: PriceChange['kind'], model: string, detail: string) =>
      changes.push({ kind, provider, model, detail });
    const merged = (theirs[provider] ?? []).map((entry) => {
      const old = before.get(entry.id);
      before.delete(entry.id);
      if (old) return mergeEntry(old, entry, context, note);
      note('new model', entry.id, (entry.prices ?? []).map(describe).join('; '));
      return entry;
    });
    for (const old of before.values()) note('not listed any more', old.id, 'kept as it is');
    providers[provider] = [...merged, ...before.values()];
  }
  return { providers, changes };
}

type Note = (kind: PriceChange['kind'], model: string, detail: string) => void;

function naming({ names, rules }: PriceEntry): string {
  return JSON.stringify({ names, rules });
}

function mergeEntry(old: PriceEntry, next: PriceEntry, context: MergeContext, note: Note): PriceEntry {
  if (naming(old) !== naming(next)) note('names', next.id, `${naming(old)} becomes ${naming(next)}`);
  let prices = [...(old.prices ?? [])];
  for (const set of next.prices ?? []) prices = mergeSet(prices, set, next.id, context, note);
  return { ...next, prices };
}

function mergeSet(
  prices: readonly PriceSet[],
  next: PriceSet,
  model: string,
  context: MergeContext,
  note: Note,
): PriceSet[] {
  if (prices.some((set) => samePrice(set, next) && set.from === next.from)) return [...prices];
  const open = prices.find((set) => set.to === undefined && sameHours(set, next));
  if (next.to !== undefined) {
    if (!prices.some((set) => samePrice(set, next)))
      note('history kept', model, `not taken: ${describe(next)}`);
    return [...prices];
  }
  if (!open) {
    note('new price', model, describe(next));
    return [...prices, next];
  }
  if (samePrice(open, next)) return [...prices];
  const dated = next.from !== undefined && next.from > (open.from ?? '');
  const from = dated && next.from !== undefined ? next.from : context.today;
  if (open.from !== undefined && from <= open.from) {
    throw new Error(
      `${model}: its price changed twice on ${from}; sync again tomorrow or correct prices/llm.json`,
    );
  }
  const { from: _from, ...tail } = next;
  const opened = { from, ...tail, source: context.source, observedAt: context.today };
  note('new price', model, `${describe(open)} ends, ${describe(opened)}`);
  const { from: openFrom, usd, ...rest } = open;
  const closed = { ...(openFrom === undefined ? {} : { from: openFrom }), to: from, ...rest, usd };
  return [...prices.map((set) => (set === open ? closed : set)), opened];
}

function sameHours(a: PriceSet, b: PriceSet): boolean {
  return JSON.stringify(a.hours) === JSON.stringify(b.hours);
}

function samePrice(a: PriceSet, b: PriceSet): boolean {
  return priceText(a) === priceText(b);
}

function priceText({ usd, over, hours }: PriceSet): string {
  return JSON.stringify([Object.entries(usd).toSorted(([a], [b]) => (a < b ? -1 : 1)), over, hours]);
}

function describe(set: PriceSet): string {
  const prices = Object.entries(set.usd).map(([part, price]) => `${part} ${[price].flat().join('/')}`);
  const hours = set.hours ? ` ${set.hours.join('-')}` : '';
  return `${set.from ? `from ${set.from} ` : ''}${prices.join(', ')}${hours}`;
}
