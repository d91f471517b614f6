import { MEASURES } from '../../contracts/usage-vocabulary.ts';
import { addDays, type Day, type Instant, startOfDay } from '../time/ledger-time.ts';
import type { Days, TimeRange } from '../time/range.ts';
import type { AskedAttribute } from '../pricing/asked-attributes.ts';
import type { FoundBy } from '../../contracts/price-vocabulary.ts';
import type { ModelSuggestion } from '../pricing/suggest-models.ts';
import { isDescriptive } from '../pricing/descriptive-parts.ts';
import { descending, orderedBy } from '../order.ts';
import type { Entry } from '../usage/entry.ts';
import { ALL_ENTRIES, type EntryFilter } from './entry-filter.ts';
import { type EntryContext, readEntries } from './read-entries.ts';
import type { OrganisationCell, TotalsReader } from './totals-reader.ts';

/** Events of one provider and model that have no price yet. */
export interface UnpricedModel {
  readonly provider: string;
  readonly service: string;
  readonly model: string;
  readonly events: number;
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly days: readonly Day[];
}

/** A model whose events were priced though the catalogue does not list the name they came with. */
export interface ModelByRule {
  readonly provider: string;
  readonly service: string;
  readonly model: string;
  readonly pricedAs: string;
  readonly by: FoundBy;
  readonly events: number;
}

/** What of a price book these answers need. */
export interface NameKnowledge {
  identify(provider: string, model: string): { readonly model: string; readonly by: FoundBy } | undefined;
  suggest(provider: string, model: string): ModelSuggestion[];
  /** Providers that have a model of this name, where the one that is named has none. */
  otherProviders(provider: string, model: string): string[];
  /** Parts that the model has no price of, in any tier or region, at one of these times. */
  partsWithoutPrice(
    provider: string,
    model: string,
    parts: Iterable<string>,
    times: readonly Instant[],
  ): string[];
  /** What prices of the parts depend on, where none does without. */
  attributesAskedFor(provider: string, model: string, parts: Iterable<string>): AskedAttribute[];
  /** Parts that a known model has a price of, as a model of this service where the name is of several. */
  pricedParts(provider: string, model: string, service: string | undefined): string[];
}

/** What totals count that no price is for. */
const COUNTED_BESIDE: ReadonlySet<string> = new Set(MEASURES);

/**
 * Parts that no price book knows are in no total. So many models without another are asked for an entry, each at
 * the price of some pages of its last day.
 */
const MOST_SAMPLED = 10;

/** Pages of a thousand entries, in which the one that is looked for may be the last. */
const MOST_PAGES = 10;

/** Suggestions are looked for in the whole catalogue of a provider: for those that most events wait for. */
const MOST_SUGGESTED = 100;

/** What waits for a price, the most events first; read from totals, never from entries. */
export async function readUnpriced(
  days: Days,
  totals: Pick<TotalsReader, 'cells'>,
): Promise<UnpricedModel[]> {
  return unpricedModels(await totals.cells(days)).map(({ cells: _cells, ...model }) => model);
}

/** What waits for a price, and what is known of the reason. */
export interface ExplainedModel extends UnpricedModel {
  /** None where each that totals know has a price: namePartsByEntry then asks an entry. */
  readonly units: readonly string[];
  /** All that totals know of. */
  readonly parts: readonly string[];
  /** What its prices depend on and events may have lacked, with the values that have a price. */
  readonly attributes: readonly AskedAttribute[];
  /** Parts that it has a price of: what was sent by characters may be sold by tokens. */
  readonly pricedUnits: readonly string[];
  readonly suggestions: readonly ModelSuggestion[];
  /** Providers that have a model of this name: one of them may have been meant. */
  readonly otherProviders: readonly string[];
}

/**
 * What waits for a price with the parts that lack one and known models of a like name; and what was priced by
 * a rule and not by its listed name, so that a wrong rule cannot stay unseen. Both the most events first.
 */
export async function explainPrices(
  days: Days,
  totals: Pick<TotalsReader, 'cells'>,
  names: NameKnowledge,
  timeZone: string,
): Promise<{
  unpriced: ExplainedModel[];
  byRule: ModelByRule[];
}> {
  const cells = await totals.cells(days);
  const unpriced = unpricedModels(cells).map(({ cells: own, ...model }, index) => {
    const used = new Set(own.flatMap(({ total }) => [...(total.usage?.keys() ?? [])]));
    const parts = [...used].filter((unit) => !COUNTED_BESIDE.has(unit)).sort();
    // A price that came later leaves what was before it.
    const times = [startOfDay(model.firstDay, timeZone), startOfDay(addDays(model.lastDay, 1), timeZone) - 1];
    const missing = names.partsWithoutPrice(model.provider, model.model, parts, times);
    return {
      ...model,
      units: missing,
      parts,
      pricedUnits: names.pricedParts(model.provider, model.model, model.service),
      attributes: names.attributesAskedFor(model.provider, model.model, parts),
      suggestions: index < MOST_SUGGESTED ? suggestOthers(names, model) : [],
      otherProviders: index < MOST_SUGGESTED ? names.otherProviders(model.provider, model.model) : [],
    };
  });
  return { unpriced, byRule: modelsByRule(cells, names) };
}

/** Models of a like name but itself: a known model waits because of its parts, which no other name changes. */
function suggestOthers(names: NameKnowledge, { provider, model }: UnpricedModel): ModelSuggestion[] {
  const own = names.identify(provider, model)?.model;
  return own === undefined ? names.suggest(provider, model) : [];
}

/** Parts of an entry's usage that lack a price; those that only describe the work where there is nothing else. */
export function partsWithoutLine({ usage, lines }: Entry): string[] {
  const priced = new Set(lines.map(({ unit }) => unit));
  const without = Object.keys(usage).filter((unit) => usage[unit] !== 0n && !priced.has(unit));
  const billed = without.filter((unit) => !isDescriptive(unit));
  return billed.length > 0 || lines.length > 0 ? billed : without;
}

/**
 * Names the parts of models whose totals have no part without a price, off one of their entries: what no price book
 * knows is in no total. Models beyond the first ten of them stay as they are.
 */
export async function namePartsByEntry(
  models: readonly ExplainedModel[],
  context: EntryContext,
): Promise<ExplainedModel[]> {
  const nameless = new Set(models.filter(({ units }) => units.length === 0).slice(0, MOST_SAMPLED));
  const named = models.map(async (model) => {
    if (!nameless.has(model)) return withUnits(model, model.units);
    const { provider, model: name, lastDay } = model;
    const filter = { ...ALL_ENTRIES, provider, model: name, status: 'unpriced' as const };
    const range = {
      start: startOfDay(lastDay, context.timeZone),
      end: startOfDay(addDays(lastDay, 1), context.timeZone),
    };
    const sample = await firstEntry(filter, range, context);
    return withUnits(model, sample === undefined ? [] : partsWithoutLine(sample).sort());
  });
  return Promise.all(named);
}

/** The newest entry of a filter, looked for page by page: a page ends early where many others are newer. */
async function firstEntry(
  filter: EntryFilter,
  range: TimeRange,
  context: EntryContext,
): Promise<Entry | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { entries, nextCursor } = await readEntries(filter, range, { limit: 1, cursor }, context);
    if (entries[0] !== undefined || nextCursor === undefined) return entries[0];
    cursor = nextCursor;
  }
  return undefined;
}

/** Where nothing tells which part it is, each may be. */
function withUnits(model: ExplainedModel, units: readonly string[]): ExplainedModel {
  return { ...model, units: units.length > 0 ? units : model.parts };
}

function unpricedModels(cells: readonly OrganisationCell[]) {
  return grouped(cells.filter(({ total }) => total.unpriced > 0))
    .map(({ first, cells: own }) => {
      const days = [...new Set(own.map(({ day }) => day))].sort();
      return {
        provider: first.provider,
        service: first.service,
        model: first.model,
        events: own.reduce((sum, { total }) => sum + total.unpriced, 0),
        firstDay: days[0] ?? first.day,
        lastDay: days.at(-1) ?? first.day,
        days,
        cells: own,
      };
    })
    .sort(byEvents);
}

function modelsByRule(cells: readonly OrganisationCell[], names: NameKnowledge): ModelByRule[] {
  return grouped(cells)
    .flatMap(({ first: { provider, service, model }, cells: own }) => {
      const events = own.reduce((sum, { total }) => sum + total.events - total.unpriced, 0);
      const found = events > 0 ? names.identify(provider, model) : undefined;
      if (!found || found.by === 'name') return [];
      return [{ provider, service, model, pricedAs: found.model, by: found.by, events }];
    })
    .sort(byEvents);
}

const byEvents = orderedBy<{ readonly events: number }>(descending(({ events }) => events));

function grouped(cells: readonly OrganisationCell[]) {
  const groups = Map.groupBy(cells, (cell) => JSON.stringify([cell.provider, cell.service, cell.model]));
  return [...groups.values()].map((own) => ({ first: own[0] as OrganisationCell, cells: own }));
}
