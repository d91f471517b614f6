import type { PriceOverride } from '../../contracts/price-override.ts';
import { SERVICES } from '../../contracts/usage-vocabulary.ts';
import { JsonNumber } from '../../contracts/json-number.ts';
import { ConflictError, InvalidInputError } from '../errors.ts';
import { formatDecimal, ONE, parseDecimal, parseUsd, picoUnits, type PicoUsd } from '../money/decimal.ts';
import { plainDecimal } from '../money/plain-decimal.ts';
import { isoTime, type Instant } from '../time/ledger-time.ts';
import type { CataloguePriceBook } from './catalogue-price-book.ts';
import { findOverlaps } from './overlaps.ts';
import { withId, type PriceRow } from './price-row.ts';
import { canonicalProvider } from './provider-names.ts';
import { isPricedService } from './services.ts';

/** A price this many times above or below the one it replaces is more likely a wrong `per`. */
const MAGNITUDE = 20n;

const NO_SERVICE =
  'is not known of this model, so all of it would be booked under other: say "service", such as "llm"';

/** What storing an override takes: the new row, and the earlier row of the same key that it ends. */
export interface OverrideChange {
  readonly row: PriceRow;
  readonly closed: PriceRow | undefined;
}

/** The row of an override; without a start it holds from `now` on. */
export function overrideRow(override: PriceOverride, now: Instant): PriceRow {
  const { effectiveFrom, effectiveTo, attributes = {}, userId, tag } = override;
  const from = effectiveFrom === undefined ? isoTime(now) : isoTime(Date.parse(effectiveFrom));
  const to = effectiveTo === undefined || effectiveTo === null ? null : isoTime(Date.parse(effectiveTo));
  if (to !== null && to <= from) throw invalid('effectiveTo', 'must be after effectiveFrom');
  return withId({
    layer: 'override',
    provider: canonicalProvider(override.provider),
    service: override.service ?? 'other',
    sku: override.model,
    match: [override.model],
    unit: override.unit,
    unitPriceUsd: formatDecimal(amountOf(override.unitPriceUsd)),
    per: String(override.per),
    attributes,
    defaultAttributes: [],
    region: override.region ?? null,
    tierMode: 'none',
    tiers: [],
    hours: null,
    minQuantity: null,
    monthBlock: null,
    chunk: null,
    unless: null,
    effectiveFrom: from,
    effectiveTo: to,
    derived: false,
    userId,
    tag,
    source: override.notes ?? 'override',
    observedAt: isoTime(now).slice(0, 10),
  });
}

/**
 * Checks an override against the prices it goes before and the overrides there are. An earlier one of the
 * same key without an end is closed where the new one starts; the same override again is no change of it.
 * Throws InvalidInputError on a service that the ledger does not have, and on a price 20 times away from the one it
 * replaces unless `force`, ConflictError
 * where another override of the key already holds at that time.
 */
export function planOverride(
  override: PriceOverride,
  existing: readonly PriceRow[],
  book: CataloguePriceBook,
  now: Instant,
): OverrideChange {
  const row = withService(overrideRow(override, now), override, book);
  checkService(row, book);
  if (!override.force) checkMagnitude(row, book);
  return placeOverride(row, existing);
}

/**
 * The row among the others: an earlier one of the same key without an end is closed where it starts. Throws
 * ConflictError where another one already holds at that time.
 */
export function placeOverride(row: PriceRow, existing: readonly PriceRow[]): OverrideChange {
  const others = existing.filter(({ id }) => id !== row.id);
  const [earlier, ...more] = others.filter((other) => findOverlaps([other, row]).length > 0);
  if (!earlier) return { row, closed: undefined };
  const closable = earlier.effectiveTo === null && (earlier.effectiveFrom ?? '') < (row.effectiveFrom ?? '');
  if (more.length > 0 || !closable) {
    const way =
      (row.effectiveFrom ?? '') < (earlier.effectiveFrom ?? '')
        ? `end this one there ("effectiveTo": "${earlier.effectiveFrom}")`
        : 'close it first, or start later';
    throw new ConflictError(
      `override ${earlier.id} already sets this price from ${earlier.effectiveFrom} to ${earlier.effectiveTo ?? 'open'}: ${way}, or take that one out by POST /prices/${earlier.id}/rollback`,
    );
  }
  return { row, closed: { ...earlier, effectiveTo: row.effectiveFrom } };
}

/**
 * Ends an override at a time, without one now; what it priced before stays as it is. One that has an end may
 * end sooner, never later: another override may begin there. One that has not begun never does. `null` is what an
 * override without an end shows: it stays without one.
 */
export function closeOverride(row: PriceRow, effectiveTo: string | null | undefined, now: Instant): PriceRow {
  if (row.layer !== 'override') throw invalid('id', 'is no override: catalogue prices are closed by a sync');
  const from = row.effectiveFrom ?? '';
  const last = row.effectiveTo;
  if (effectiveTo === null && last === null) return row;
  if (effectiveTo === null) {
    throw invalid('effectiveTo', `cannot be taken away, it is ${last}: store another override from there on`);
  }
  if (effectiveTo === undefined) {
    const soonest = isoTime(now) < from ? from : isoTime(now);
    return last !== null && last < soonest ? row : { ...row, effectiveTo: soonest };
  }
  const end = Date.parse(effectiveTo);
  if (Number.isNaN(end)) throw invalid('effectiveTo', 'must be a day or an ISO 8601 time');
  const to = isoTime(end);
  if (to < from) throw invalid('effectiveTo', `must not be before ${from}`);
  if (last !== null && to > last) {
    throw invalid('effectiveTo', `must not be after ${last}, its end: store another override from there on`);
  }
  return { ...row, effectiveTo: to };
}

/**
 * Rows of the overrides that a stage's settings carry; they hold always. `catalogue` says which service an
 * override without one is of.
 */
export function overridesOfSettings(
  overrides: readonly PriceOverride[],
  catalogue: CataloguePriceBook,
): PriceRow[] {
  return overrides.map((override) => {
    const row = overrideRow({ effectiveFrom: '1970-01-01', ...override }, 0);
    return withService(row, override, catalogue);
  });
}

/**
 * What `POST /prices` would refuse of the overrides of a stage's settings, one sentence each: prices 20 times
 * away from those that hold `now` without `force`, ends before starts, two prices for the same usage. Where the API
 * warns that a model's service is not known, a deployment is stopped: nobody reads its answer.
 */
export function faultsOfSettings(
  overrides: readonly PriceOverride[],
  catalogue: CataloguePriceBook,
  now: Instant,
): string[] {
  const planned: PriceRow[] = [];
  return overrides.flatMap((override, index) => {
    try {
      const { row } = planOverride(override, planned, catalogue, now);
      planned.push(row);
      if (override.service === undefined && knownService(row, catalogue) === undefined) {
        throw invalid('service', NO_SERVICE);
      }
      return [];
    } catch (error) {
      if (!(error instanceof InvalidInputError || error instanceof ConflictError)) throw error;
      const { provider, model, unit } = override;
      return [`priceOverrides.${index} (${provider} ${model} ${unit}): ${error.message}`];
    }
  });
}

function amountOf(value: PriceOverride['unitPriceUsd']): PicoUsd {
  const text = value instanceof JsonNumber ? value.source : String(value);
  return parseUsd(plainDecimal(text), 'unitPriceUsd');
}

function knownService(row: PriceRow, book: CataloguePriceBook): string | undefined {
  return replacedRow(row, book)?.service ?? book.serviceOf(row.provider, row.sku);
}

/** Without a service of its own an override has that of the row it replaces, else of its model's other rows. */
function withService(row: PriceRow, override: PriceOverride, book: CataloguePriceBook): PriceRow {
  if (override.service !== undefined) return row;
  const service = knownService(row, book);
  if (service === undefined) return row;
  const { id: _id, ...content } = row;
  return withId({ ...content, service });
}

/** The price that a row goes before, at its start; undefined where nothing holds then. */
export function replacedRow(row: PriceRow, book: CataloguePriceBook): PriceRow | undefined {
  const request = {
    provider: row.provider,
    model: row.sku,
    region: row.region ?? undefined,
    attributes: row.attributes,
    usage: { [row.unit]: picoUnits(ONE) },
    at: Date.parse(row.effectiveFrom ?? '1970-01-01'),
    userId: row.userId,
    tags: row.tag ? { [row.tag.name]: row.tag.value } : undefined,
  };
  return book.rowFor(request, row.unit)?.row;
}

/** Usage is booked under one of the ledger's services: a price of another, as by a slip, would book it under `other`. */
function checkService({ provider, service }: PriceRow, book: CataloguePriceBook): void {
  if (isPricedService(service) || book.list({ provider, service }).length > 0) return;
  throw invalid('service', `must be one of ${SERVICES.join(', ')}: "other" is for what is none of them`);
}

function checkMagnitude(row: PriceRow, book: CataloguePriceBook): void {
  const replaced = replacedRow(row, book);
  if (!replaced || replaced.id === row.id) return;
  const ours = parseDecimal(row.unitPriceUsd) * parseDecimal(replaced.per);
  const theirs = parseDecimal(replaced.unitPriceUsd) * parseDecimal(row.per);
  if (theirs === 0n || (ours < theirs * MAGNITUDE && ours * MAGNITUDE > theirs)) return;
  throw invalid(
    'unitPriceUsd',
    `${row.unitPriceUsd} per ${row.per} is 20 times or more away from ${replaced.unitPriceUsd} per ${replaced.per}, the price it replaces: check "per", or send "force": true`,
  );
}

function invalid(field: string, message: string): InvalidInputError {
  return new InvalidInputError(`${field} ${message}`, [{ field, message }]);
}
