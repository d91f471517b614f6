import type { ChangeKind } from '../../contracts/price-vocabulary.ts';
import { PRICED_ATTRIBUTES } from '../../contracts/usage-vocabulary.ts';
import type { PriceRow } from '../pricing/price-row.ts';
import type { Instant } from '../time/ledger-time.ts';
import { type NamedRows, spanOf } from './price-names.ts';

/** One part of one name that another version prices otherwise. */
export interface PriceChange {
  readonly provider: string;
  readonly model: string;
  readonly unit: string;
  readonly kind: ChangeKind;
  /** The row that goes and the one that comes, where there is one. */
  readonly before: PriceRow | undefined;
  readonly after: PriceRow | undefined;
}

/** A name whose current price changes: that needs a replay or an admin. */
export function isRisky({ kind }: PriceChange): boolean {
  return kind === 'changed' || kind === 'removed';
}

/** Every part of every listed name that the two versions price otherwise, as seen at `now`. */
export function comparePrices(before: NamedRows, after: NamedRows, now: Instant): PriceChange[] {
  const providers = new Set([...before.keys(), ...after.keys()]);
  return [...providers].flatMap((provider) => {
    const old = before.get(provider);
    const fresh = after.get(provider);
    const names = new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])]);
    return [...names].flatMap((model) =>
      compareName({ provider, model }, old?.get(model) ?? [], fresh?.get(model) ?? [], now),
    );
  });
}

type Name = Pick<PriceChange, 'provider' | 'model'>;

function compareName(
  name: Name,
  before: readonly PriceRow[],
  after: readonly PriceRow[],
  now: Instant,
): PriceChange[] {
  if (before.length === 0 && after.length === 0) return [];
  const wholeBefore = new Set(before.map((row) => rowText(row, Infinity)));
  const wholeAfter = new Set(after.map((row) => rowText(row, Infinity)));
  if (wholeBefore.size === wholeAfter.size && [...wholeBefore].every((key) => wholeAfter.has(key))) return [];
  const units = new Set([...before, ...after].map(({ unit }) => unit));
  return [...units].flatMap((unit) => {
    const old = before.filter((row) => row.unit === unit);
    const fresh = after.filter((row) => row.unit === unit);
    return compareUnit({ ...name, unit }, old, fresh, now);
  });
}

function compareUnit(
  name: Name & { readonly unit: string },
  before: readonly PriceRow[],
  after: readonly PriceRow[],
  now: Instant,
): PriceChange[] {
  const goes = missingFrom(before, after, now);
  const comes = missingFrom(after, before, now);
  const kind = kindOf(goes, comes, before, now);
  if (kind === undefined) {
    const later = missingFrom(after, before, Infinity);
    const ended = missingFrom(before, after, Infinity);
    if (later.length === 0 && ended.length === 0) return [];
    return [{ ...name, kind: 'dated', before: ended[0], after: later.at(-1) }];
  }
  return [{ ...name, kind, before: goes[0], after: comes[0] }];
}

function kindOf(
  goes: readonly PriceRow[],
  comes: readonly PriceRow[],
  before: readonly PriceRow[],
  now: Instant,
): ChangeKind | undefined {
  if (goes.length === 0 && comes.length === 0) return undefined;
  if (goes.length > 0) return comes.length === 0 ? 'removed' : 'changed';
  return comes.every((row) => isFree(row, before, now)) ? 'added' : 'changed';
}

/** Rows that hold before `until` and have no equal among the others. */
function missingFrom(
  rows: readonly PriceRow[],
  others: readonly PriceRow[],
  until: Instant,
): readonly PriceRow[] {
  const known = new Set(others.map((row) => rowText(row, until)));
  return rows.filter((row) => spanOf(row).from < until && !known.has(rowText(row, until)));
}

/** The row's price in the time before `until`, without its source and its day. */
function rowText(row: PriceRow, until: Instant): string {
  const { from, to } = spanOf(row);
  const days = row.holidays?.days.filter((day) => Date.parse(day) < until);
  return JSON.stringify([row.id, row.unless, row.defaultAttributes, from, Math.min(to, until), days ?? null]);
}

const PRICED: ReadonlySet<string> = new Set(PRICED_ATTRIBUTES);

/** Whether nothing that had a price by the rows there were could get another by this one. */
function isFree(row: PriceRow, before: readonly PriceRow[], now: Instant): boolean {
  if (row.derived && row.region !== null && before.length > 0) return false;
  const known = new Set(before.flatMap(({ attributes }) => Object.keys(attributes)));
  const isNewAttribute = Object.keys(row.attributes).some((name) => !PRICED.has(name) && !known.has(name));
  const others = before.filter((other) => isTogether(row, other, now));
  return others.length === 0 || (!isNewAttribute && others.every((other) => isApart(row, other)));
}

function isTogether(a: PriceRow, b: PriceRow, now: Instant): boolean {
  const first = spanOf(a);
  const second = spanOf(b);
  return first.from < Math.min(second.to, now) && second.from < Math.min(first.to, now);
}

/** No request can be meant by both: a tier, speed, geography or region sets them apart. */
function isApart(row: PriceRow, other: PriceRow): boolean {
  if (row.region !== null && other.region !== null) {
    const regions = other.region.split('|');
    if (!row.region.split('|').some((region) => regions.includes(region))) return true;
  }
  return Object.entries(row.attributes).some(([name, text]) => {
    if (!PRICED.has(name) || row.defaultAttributes.includes(name)) return false;
    const values = other.attributes[name]?.split('|') ?? [];
    return !text.split('|').some((value) => values.includes(value));
  });
}
