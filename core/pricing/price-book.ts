import type { QuoteStatus } from '../../contracts/price-vocabulary.ts';
import type { Decimal, PicoUsd, Quantity } from '../money/decimal.ts';
import type { Instant } from '../time/ledger-time.ts';

/** What is asked of a price book: one event's usage, at the time it happened. */
export interface PriceRequest {
  readonly provider: string;
  /** Absent: the price row's service. */
  readonly service?: string | undefined;
  readonly model: string;
  readonly region?: string | undefined;
  /** Dimensions such as `service_tier`, `quality`, `size`, `plan`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Disjoint parts by their vocabulary name. */
  readonly usage: Readonly<Record<string, Quantity>>;
  /** Event time: the row valid then prices it. */
  readonly at: Instant;
  /** For overrides that hold for one user or tag only. */
  readonly userId?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** One priced part: quantity × unitPrice ÷ per = cost, rounded once. */
export interface PricedLine {
  readonly unit: string;
  /** Billed quantity, after chunks and minimums. */
  readonly quantity: Quantity;
  readonly unitPrice: PicoUsd;
  readonly per: Decimal;
  readonly cost: PicoUsd;
  /** Immutable id of the price row. */
  readonly priceId: string;
}

/** The answer: priced only when every part with a quantity above zero found its price. */
export interface PriceResult {
  readonly status: QuoteStatus;
  readonly lines: readonly PricedLine[];
  /** Sum of the lines. */
  readonly cost: PicoUsd;
  /** Usage parts that found no price. */
  readonly unpriced: readonly string[];
  /** The asked service, else the row's, else `other`. */
  readonly service: string;
  /** The catalogue or an override has this provider and model, priced or not. */
  readonly known: boolean;
  /** The catalogue has the provider, with or without the model. */
  readonly providerKnown?: boolean | undefined;
  /** The model was found by a rule and not by its exact name. */
  readonly approximate: boolean;
  /** Version of the price data that answered. */
  readonly catalogueVersion: string;
}

/** Answers what a usage costs. Pure: the same request gives the same answer for ever. */
export interface PriceBook {
  readonly version: string;
  price(request: PriceRequest): PriceResult;
}
