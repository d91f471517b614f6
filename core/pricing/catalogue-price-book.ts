import {
  multiplyPrice,
  picoUsd,
  plus,
  type Quantity,
  times,
  ZERO_QUANTITY,
  ZERO_USD,
} from '../money/decimal.ts';
import { normalizeAttributes } from './attributes.ts';
import { chunksOf, type CompiledRow, priceAt } from './compiled-row.ts';
import { describedAlone, isDescriptive, withDerivedParts } from './descriptive-parts.ts';
import { listPrices, type PriceFilter } from './list-prices.ts';
import type { FoundBy } from '../../contracts/price-vocabulary.ts';
import { type AskedAttribute, askedAttributes } from './asked-attributes.ts';
import type { ModelPriceCache, ModelPrices } from './model-prices.ts';
import type { PriceBook, PricedLine, PriceRequest, PriceResult } from './price-book.ts';
import type { PriceRow } from './price-row.ts';
import type { Instant } from '../time/ledger-time.ts';
import { promptSize } from './prompt-size.ts';
import { canonicalProvider } from './provider-names.ts';
import { selectRow } from './select-row.ts';
import { ledgerService } from './services.ts';
import { type ModelSuggestion, nearestModels } from './suggest-models.ts';

/** Others that a wrong provider is told of. */
const MOST_PROVIDERS = 3;

/** Prices events by the rows of a catalogue; every amount is exact, rounded once per line. */
export class CataloguePriceBook implements PriceBook {
  readonly version: string;
  readonly #models: ModelPriceCache;
  readonly #defaultRegion: string | undefined;

  constructor(version: string, models: ModelPriceCache, defaultRegion: string | undefined) {
    this.version = version;
    this.#models = models;
    this.#defaultRegion = defaultRegion;
  }

  /** Prices one event at its own time: the first tier of monthly prices, no allowances. */
  price(request: PriceRequest): PriceResult {
    const model = this.#models.find(request.provider, request.model, request.service);
    const attributes = normalizeAttributes(request.attributes);
    const usage = this.#billable(request, model, attributes);
    const lines: PricedLine[] = [];
    const unpriced: string[] = [];
    let cost = ZERO_USD;
    let service: string | undefined;
    let prompt: Quantity | undefined;
    for (const unit in usage) {
      const quantity = usage[unit] ?? ZERO_QUANTITY;
      if (quantity === 0n) continue;
      const row = this.#select(model.rows.get(unit), request, attributes);
      if (!row) {
        if (!isDescriptive(unit)) unpriced.push(unit);
        continue;
      }
      if (row.row.unless !== null && (usage[row.row.unless] ?? 0n) > 0n) continue;
      if (row.cliff) prompt ??= promptSize(usage, attributes);
      const line = priceLine(row, quantity, usage, prompt ?? ZERO_QUANTITY);
      lines.push(line);
      cost = plus(cost, line.cost);
      service ??= row.row.service;
    }
    if (lines.length === 0) unpriced.push(...describedAlone(usage, (unit) => model.rows.has(unit)));
    if (lines.length === 0 && unpriced.length === 0)
      lines.push(...this.#zeroLines(usage, request, attributes, model));
    return {
      status: unpriced.length === 0 && model.known ? 'priced' : 'unpriced',
      lines,
      cost,
      unpriced,
      service: request.service ?? ledgerService(service ?? model.service ?? 'other'),
      known: model.known,
      providerKnown: model.known || this.#models.knowsProvider(request.provider),
      approximate: model.approximate,
      catalogueVersion: this.version,
    };
  }

  /** Lines of parts of zero: what was priced without anything to bill says by which prices. */
  #zeroLines(
    usage: PriceRequest['usage'],
    request: PriceRequest,
    attributes: Readonly<Record<string, string>>,
    model: ModelPrices,
  ): PricedLine[] {
    return Object.keys(usage).flatMap((unit) => {
      const row = usage[unit] === 0n ? this.#select(model.rows.get(unit), request, attributes) : undefined;
      if (!row) return [];
      const { price } = priceAt(row, ZERO_QUANTITY);
      const { per } = row.charges;
      return [{ unit, quantity: ZERO_QUANTITY, unitPrice: price, per, cost: ZERO_USD, priceId: row.row.id }];
    });
  }

  /** The request's usage with what the provider bills of it but the request only describes. */
  billableUsage(request: PriceRequest): PriceRequest['usage'] {
    const model = this.#models.find(request.provider, request.model, request.service);
    return this.#billable(request, model, normalizeAttributes(request.attributes));
  }

  /** The row that prices this part of the request, if any. */
  rowFor(request: PriceRequest, unit: string): CompiledRow | undefined {
    const model = this.#models.find(request.provider, request.model, request.service);
    return this.#select(model.rows.get(unit), request, normalizeAttributes(request.attributes));
  }

  /** The provider's own name of a model's service; undefined for a model without rows. */
  serviceOf(provider: string, model: string): string | undefined {
    return this.#models.find(provider, model, undefined).service;
  }

  /** What a name is priced as, and how it was found; undefined for a name that no catalogue entry has. */
  identify(provider: string, model: string): { readonly model: string; readonly by: FoundBy } | undefined {
    const { by } = this.#models.find(provider, model, undefined);
    return by && { model: this.#models.canonicalName(provider, model), by };
  }

  /**
   * Known models with a name near to one that has no price; for a person to choose from. None for a name that has
   * prices: where a part of it is unpriced, its name is not what is missing.
   */
  suggest(provider: string, model: string): ModelSuggestion[] {
    if (this.#models.find(provider, model, undefined).known) return [];
    return nearestModels(this.#models.namesOf(provider), model);
  }

  /**
   * Providers that have a model of this name where the one that was named does not: the provider is what is wrong
   * then. At most three, for a person to choose from. A provider that has other models is hardly what is wrong: beside
   * it are named those alone that sell the model as the service that was named.
   */
  otherProviders(provider: string, model: string, service?: string): string[] {
    if (this.#models.find(provider, model, undefined).known) return [];
    const all = this.#models.providersOf(model);
    const isSold = (by: string) => this.#models.find(by, model, service).service === service;
    const likely = service !== undefined && this.#models.knowsProvider(provider) ? all.filter(isSold) : all;
    return likely.slice(0, MOST_PROVIDERS);
  }

  /** Parts that the model has no price of, in any tier or region, at one of these times; at any time without them. */
  partsWithoutPrice(
    provider: string,
    model: string,
    parts: Iterable<string>,
    times: readonly Instant[] = [],
  ): string[] {
    const { rows } = this.#models.find(provider, model, undefined);
    const isPriced = (part: string) =>
      rows.has(part) &&
      times.every((at) => (rows.get(part) ?? []).some(({ from, to }) => from <= at && at < to));
    return [...parts].filter((part) => !isPriced(part) && !isDescriptive(part));
  }

  /**
   * Parts that the model has a price of; none for a name that nobody knows. Two services of a provider may have a model
   * of one name, as queues and storage have a `standard`: those of the service that is named, where it has any.
   */
  pricedParts(provider: string, model: string, service: string | undefined): string[] {
    const rows = this.#models.rowsOf(canonicalProvider(provider), model);
    const own = rows.filter((row) => row.service === service || ledgerService(row.service) === service);
    return [...new Set((own.length > 0 ? own : rows).map(({ unit }) => unit))].sort();
  }

  /** What prices of these parts of the model ask for, where none does without: a size, a quality. */
  attributesAskedFor(provider: string, model: string, parts: Iterable<string>): AskedAttribute[] {
    const { rows } = this.#models.find(provider, model, undefined);
    return askedAttributes([...parts].map((part) => rows.get(part) ?? []));
  }

  /** Rows and their history for a filter. */
  list(filter: PriceFilter): PriceRow[] {
    return listPrices(this.#models, filter);
  }

  #billable(
    request: PriceRequest,
    model: ModelPrices,
    attributes: Readonly<Record<string, string>>,
  ): PriceRequest['usage'] {
    return withDerivedParts(request.usage, (unit) => this.#select(model.rows.get(unit), request, attributes));
  }

  #select(
    rows: readonly CompiledRow[] | undefined,
    request: PriceRequest,
    attributes: Readonly<Record<string, string>>,
  ): CompiledRow | undefined {
    const found = selectRow(rows, request, attributes, request.region);
    if (found || request.region !== undefined) return found;
    return selectRow(rows, request, attributes, this.#defaultRegion);
  }
}

function priceLine(
  row: CompiledRow,
  quantity: Quantity,
  usage: Readonly<Record<string, Quantity>>,
  prompt: Quantity,
): PricedLine {
  const billed = billedQuantity(row, quantity, usage);
  const { price, share, whole } = priceAt(row, prompt);
  return {
    unit: row.unit,
    quantity: billed,
    unitPrice: price,
    per: row.charges.per,
    cost: multiplyPrice(billed, picoUsd(share), whole),
    priceId: row.row.id,
  };
}

/** What the provider bills for a quantity: started chunks and the minimum come before the price. */
export function billedQuantity(
  row: CompiledRow,
  quantity: Quantity,
  usage: Readonly<Record<string, Quantity>>,
): Quantity {
  const billedRequests = row.row.chunk ? usage['billed_requests'] : undefined;
  const chunked = billedRequests ?? (row.row.chunk ? times(quantity, chunksOf(row.row, usage)) : quantity);
  const { minimum } = row.charges;
  return chunked < minimum ? minimum : chunked;
}
