import type { WithdrawnRow } from '../../contracts/price-pack.ts';
import type { PriceRow } from '../pricing/price-row.ts';
import { isoTime, type Instant } from '../time/ledger-time.ts';
import { type NamedRows, spanOf } from './price-names.ts';

/** Cancelled rows that are in the pack again without an observation after the cancellation. */
export function checkWithdrawn(after: NamedRows, withdrawn: readonly WithdrawnRow[]): string[] {
  return withdrawn.flatMap(({ provider, model, unit, from, source, observedAt }) => {
    const rows = after.get(provider)?.get(model) ?? [];
    const again = rows.some(
      (row) =>
        row.unit === unit &&
        row.effectiveFrom !== null &&
        Date.parse(row.effectiveFrom) === Date.parse(from) &&
        (row.observedAt ?? '') <= observedAt,
    );
    if (!again) return [];
    return [`${provider} ${model}, ${unit}: the price from ${from} was cancelled (${source}, ${observedAt})`];
  });
}

/**
 * What a new version cancels: rows that were to start after `now` and that it does not have any more. Kept, so that
 * an older observation does not bring them back.
 */
export function cancelledBy(
  before: NamedRows,
  after: NamedRows,
  source: string,
  now: Instant,
): WithdrawnRow[] {
  const observedAt = isoTime(now).slice(0, 10);
  return [...before].flatMap(([provider, names]) =>
    [...names].flatMap(([model, rows]) => {
      const fresh = new Set((after.get(provider)?.get(model) ?? []).map(placeOf));
      const gone = rows.filter(
        (row) => row.sku === model && spanOf(row).from > now && !fresh.has(placeOf(row)),
      );
      const places = new Map(gone.map((row) => [placeOf(row), row]));
      return [...places.values()].flatMap(({ unit, effectiveFrom }) =>
        effectiveFrom === null ? [] : [{ provider, model, unit, from: effectiveFrom, source, observedAt }],
      );
    }),
  );
}

function placeOf({ unit, effectiveFrom }: PriceRow): string {
  return JSON.stringify([unit, effectiveFrom]);
}
