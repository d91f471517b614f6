import type { Instant } from '../time/ledger-time.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import type { PriceRow } from './price-row.ts';
import { canonicalProvider } from './provider-names.ts';
import type { ModelPriceCache } from './model-prices.ts';
import { ledgerService } from './services.ts';

/**
 * What GET /prices asks for; every field narrows, `at` leaves out what does not hold then, `since` what began before.
 */
export interface PriceFilter {
  readonly provider?: string | undefined;
  /** The provider's or the ledger's name of the service. */
  readonly service?: string | undefined;
  readonly model?: string | undefined;
  readonly region?: string | undefined;
  readonly at?: Instant | undefined;
  readonly since?: Instant | undefined;
  /** A part of the provider, the SKU or a model, in any case. */
  readonly q?: string | undefined;
}

/** Rows with their history, by provider, SKU and part, the newest first; derived ones too for one model. */
export function listPrices(models: ModelPriceCache, filter: PriceFilter): PriceRow[] {
  const providers = filter.provider === undefined ? models.providers() : [canonicalProvider(filter.provider)];
  const rows = providers.flatMap((provider) =>
    filter.model === undefined ? models.rowsOfProvider(provider) : models.rowsOf(provider, filter.model),
  );
  const unique = new Map(rows.filter((row) => fits(row, filter)).map((row) => [row.id, row]));
  return [...unique.values()].sort(byPlaceThenTime);
}

function fits(row: PriceRow, { service, region, at, since, q }: PriceFilter): boolean {
  if (q !== undefined && !isNamedLike(row, q.toLowerCase())) return false;
  if (service !== undefined && row.service !== service && ledgerService(row.service) !== service)
    return false;
  if (region !== undefined && row.region !== null && row.region !== region) return false;
  const from = row.effectiveFrom === null ? -Infinity : Date.parse(row.effectiveFrom);
  if (since !== undefined && from < since) return false;
  if (at === undefined) return true;
  return at >= from && (row.effectiveTo === null || at < Date.parse(row.effectiveTo));
}

/** Whether the provider, the SKU or a model of the row has the text, which is in small letters. */
function isNamedLike({ provider, sku, match }: PriceRow, text: string): boolean {
  return [provider, sku, ...match].some((name) => name.toLowerCase().includes(text));
}

const byPlaceThenTime = orderedBy<PriceRow>(
  ascending(placeOf),
  descending(({ effectiveFrom }) => effectiveFrom ?? ''),
  ascending(({ id }) => id),
);

function placeOf({ provider, sku, unit }: PriceRow): string {
  return `${provider}\n${sku}\n${unit}`;
}
