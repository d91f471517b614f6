import { applyFactor, applySame, expandContents } from './expand-entry.ts';
import type { ModelIndex } from './model-index.ts';
import type { EntryOfFile } from './provider-entries.ts';
import type { AliasStep, PriceFactor } from './price-file.ts';
import { type PriceRow, withId } from './price-row.ts';

/** An alias of an alias of an alias is a mistake of the data, and a circle would have no end. */
const DEEPEST_ALIAS = 3;

/**
 * The rows of a model's entries: the model its name means at each time, then what the entries say themselves
 * outside of those times. A row that another name's prices came from keeps its id. Of one usage part alone where it
 * is named: most of a model's parts are never asked for.
 */
export function rowsInTime(
  index: ModelIndex,
  entries: readonly EntryOfFile[],
  part?: string,
  depth = 0,
): PriceRow[] {
  const steps = entries.flatMap(({ provider, entry }) =>
    (entry.pointsTo ?? []).map((step) => ({ provider, step })),
  );
  const own = rowsOfEntries(entries, part);
  if (steps.length === 0) return own;
  if (depth === DEEPEST_ALIAS) throw new Error(`the alias ${entries[0]?.entry.id} leads to too many others`);
  const pointed = steps.flatMap(({ provider, step }) => {
    const target = index.find(provider, step.model);
    if (!target) throw new Error(`the alias of ${step.model} at ${provider} names no model`);
    return rowsInTime(index, target.entries, part, depth + 1).flatMap((row) => clip(row, step.from, step.to));
  });
  const gaps = gapsBetween(steps.map(({ step }) => step));
  return [...pointed, ...gaps.flatMap(({ from, to }) => own.flatMap((row) => clip(row, from, to)))];
}

/** The times that no step covers; steps follow one another. */
function gapsBetween(steps: readonly AliasStep[]): { from: string | undefined; to: string | undefined }[] {
  const sorted = [...steps].sort((a, b) => timeOf(a.from, -Infinity) - timeOf(b.from, -Infinity));
  const gaps: { from: string | undefined; to: string | undefined }[] = [];
  let from: string | undefined;
  let isOpen = true;
  for (const step of sorted) {
    if (isOpen && step.from !== undefined && timeOf(from, -Infinity) < timeOf(step.from, -Infinity))
      gaps.push({ from, to: step.from });
    from = step.to;
    isOpen = step.to !== undefined;
  }
  if (isOpen) gaps.push({ from, to: undefined });
  return gaps;
}

function timeOf(text: string | null | undefined, otherwise: number): number {
  return text === null || text === undefined ? otherwise : Date.parse(text);
}

/** The row within `[from, to)`; none where it does not hold then. */
function clip(row: PriceRow, from: string | undefined, to: string | undefined): PriceRow[] {
  const effectiveFrom =
    from !== undefined && timeOf(from, -Infinity) > timeOf(row.effectiveFrom, -Infinity)
      ? from
      : row.effectiveFrom;
  const effectiveTo =
    to !== undefined && timeOf(to, Infinity) < timeOf(row.effectiveTo, Infinity) ? to : row.effectiveTo;
  const isEmpty = timeOf(effectiveFrom, -Infinity) >= timeOf(effectiveTo, Infinity);
  return isEmpty ? [] : [{ ...row, effectiveFrom, effectiveTo }];
}

/** The rows of entries together, factors applied to every price that they do not name themselves. */
function rowsOfEntries(entries: readonly EntryOfFile[], part: string | undefined): PriceRow[] {
  const parts = part === undefined ? undefined : partsFor(part, entries);
  let rows = entries.flatMap(({ provider, entry, layer, file }) =>
    expandContents(provider, entry, layer, file, parts),
  );
  for (const { entry } of entries) rows = [...rows, ...applySame(rows, entry.same ?? {})];
  if (part !== undefined) rows = rows.filter(({ unit }) => unit === part);
  for (const group of factorGroups(entries)) {
    rows = [...rows, ...group.flatMap((factor) => rows.flatMap((row) => applyFactor(row, factor) ?? []))];
  }
  return rows.map(withId);
}

/** Geographies that a factor of these entries charges for, those of the models that their names stand for included. */
export function chargedRegions(index: ModelIndex, entries: readonly EntryOfFile[], depth = 0): string[] {
  return entries.flatMap(({ provider, entry }) => {
    const own = (entry.factors ?? []).flatMap(({ region }) => region?.split('|') ?? []);
    const pointed = (entry.pointsTo ?? []).flatMap(({ model }) => index.find(provider, model)?.entries ?? []);
    return depth === DEEPEST_ALIAS ? own : [...own, ...chargedRegions(index, pointed, depth + 1)];
  });
}

/** The part, those that it costs the same as, and those that these cost the same as. */
function partsFor(part: string, entries: readonly EntryOfFile[]): ReadonlySet<string> {
  const parts = new Set([part]);
  for (const one of parts) for (const { entry } of entries) parts.add(entry.same?.[one] ?? part);
  return parts;
}

/** Factors of one attribute, or of the region, do not multiply each other; those of different ones do. */
function factorGroups(entries: readonly EntryOfFile[]): PriceFactor[][] {
  const factors = entries.flatMap(({ entry }) => entry.factors ?? []);
  const groups = Map.groupBy(factors, ({ attributes, region }) =>
    [...Object.keys(attributes), ...(region === undefined ? [] : ['region'])].join(),
  );
  return [...groups.values()];
}
