import { FOUND_BY, LAYERS, QUOTE_STATUSES, TIER_MODES } from '../price-vocabulary.ts';
import * as z from 'zod/mini';
import { priceTimeSchema, questionTimeSchema } from '../price-override.ts';
import {
  asOf,
  countSchema,
  daySchema,
  decimalSchema,
  nameQuery,
  nextCursor,
  pageQuery,
  timeSchema,
} from './common.ts';
import { lineSchema } from './entries.ts';
import { recordedEventSchema } from './record.ts';

/** One price: append-only, its id never changes. */
export const priceRowSchema = z.object({
  id: z.string(),
  layer: z.enum(LAYERS),
  provider: z.string(),
  service: z.string(),
  sku: z.string(),
  /** Exact model names that it prices. */
  models: z.array(z.string()),
  unit: z.string(),
  unitPriceUsd: decimalSchema,
  /** The price is for this many units. */
  per: decimalSchema,
  attributes: z.record(z.string(), z.string()),
  region: z.nullable(z.string()),
  tierMode: z.enum(TIER_MODES),
  tiers: z.array(z.object({ above: decimalSchema, unitPriceUsd: decimalSchema })),
  effectiveFrom: z.nullable(z.string()),
  effectiveTo: z.nullable(z.string()),
  source: z.nullable(z.string()),
  observedAt: z.nullable(z.string()),
  /** An override may hold for one user or one value of a tag only. */
  userId: z.nullable(z.string()),
  tag: z.nullable(z.object({ name: z.string(), value: z.string() })),
});

/** GET /prices: rows by provider, SKU, unit and time. */
export const priceListSchema = z.object({
  ...asOf,
  catalogueVersion: z.string(),
  prices: z.array(priceRowSchema),
  total: countSchema,
  ...nextCursor,
});

export const pricesQuery = z.strictObject({
  ...pageQuery,
  provider: z.optional(nameQuery),
  service: z.optional(nameQuery),
  model: z.optional(nameQuery),
  region: z.optional(nameQuery),
  /** A part of the provider, the SKU or a model, in any case. */
  q: z.optional(nameQuery),
  /** Only what is in force then. */
  at: z.optional(questionTimeSchema),
  /** Only what came into force then or later, or will. */
  since: z.optional(questionTimeSchema),
});

const quantity = z.union([decimalSchema, z.number()]);

const askedPrice = z.union([quantity, z.strictObject({ unitPriceUsd: quantity, per: z.optional(quantity) })]);

/** POST /prices/quote: a usage message as it is, and more; attributes may be among the usage. */
export const quoteBodySchema = z.strictObject({
  ...z.partial(recordedEventSchema).shape,
  provider: z.string(),
  service: z.optional(z.string()),
  model: z.string(),
  at: z.optional(z.string()),
  usage: z.record(z.string(), quantity),
  /** Prices by usage part that go before the catalogue's. */
  override: z.optional(z.record(z.string(), askedPrice)),
  /** The usage is a month's: allowances, graduated tiers and billing blocks count. */
  period: z.optional(z.literal('month')),
  included: z.optional(z.record(z.string(), quantity)),
  subscription: z.optional(z.union([quantity, z.boolean()])),
});

/** The answer of a quote. */
export const quoteAnswerSchema = z.object({
  costUsd: decimalSchema,
  status: z.enum(QUOTE_STATUSES),
  lines: z.array(lineSchema),
  /** Usage parts without a price. */
  unpriced: z.array(z.string()),
  /** Why nothing is priced, where the names tell; absent otherwise. */
  warnings: z.optional(
    z.array(
      z.object({
        field: z.string(),
        message: z.string(),
        /** What was probably meant. */
        suggestion: z.nullable(z.string()),
      }),
    ),
  ),
  service: z.string(),
  known: z.boolean(),
  approximate: z.boolean(),
  catalogueVersion: z.string(),
});

/** POST /prices and PUT /prices/{id}: the row, and the one that it ended. */
export const overrideAnswerSchema = z.object({
  /** The row's, for `PUT /prices/{id}`. */
  id: z.string(),
  price: priceRowSchema,
  closed: z.nullable(priceRowSchema),
  /** The job that settles unpriced events under the new prices. */
  settleJobId: z.nullable(z.string()),
  /** What it leaves unpriced, and what nobody said of it. */
  warnings: z.optional(z.array(z.object({ field: z.string(), message: z.string() }))),
  /** With 202: the job that replays the last seven days; the price does not count before it ends well. */
  replayJobId: z.nullable(z.string()),
});

/** A name that means a listed model in `[from, to)`. */
const aliasSchema = z.object({
  id: z.string(),
  provider: z.string(),
  model: z.string(),
  as: z.string(),
  from: z.nullable(z.string()),
  to: z.nullable(z.string()),
  notes: z.nullable(z.string()),
  saidAt: timeSchema,
});

/** GET /prices/aliases, by provider and name. */
export const aliasListSchema = z.object({ ...asOf, aliases: z.array(aliasSchema) });

/** POST /prices/aliases: the alias, and the job that settles what waited for it. */
export const aliasAnswerSchema = z.object({ ...aliasSchema.shape, settleJobId: z.string() });

/** PUT /prices/{id}: ends an override, now when no time is given; null leaves one open that is. */
export const closeOverrideSchema = z.strictObject({ effectiveTo: z.optional(z.nullable(priceTimeSchema)) });

/** GET /prices/variance: what prices make of events, against what providers reported of the same events, by model. */
export const varianceSchema = z.object({
  ...asOf,
  items: z.array(
    z.object({
      provider: z.string(),
      service: z.string(),
      model: z.string(),
      /** Events with a price and a reported cost. */
      events: countSchema,
      computedUsd: decimalSchema,
      reportedUsd: decimalSchema,
      /** Reported less computed: above zero the prices are too low. */
      varianceUsd: decimalSchema,
      /** Of what was computed; null where nothing was. */
      variancePercent: z.nullable(z.number()),
      /** Events whose usage contradicts itself, priced by what is certain. */
      uncertainEvents: countSchema,
    }),
  ),
});

/** GET /prices/unpriced: what waits for a price, and what was priced by a rule; the most events first. */
export const unpricedSchema = z.object({
  ...asOf,
  events: countSchema,
  items: z.array(
    z.object({
      provider: z.string(),
      service: z.string(),
      model: z.string(),
      /** Usage parts that have no price; all of them where a tier, region or time is what has none. */
      units: z.array(z.string()),
      /** Parts that the model has a price of: send these where it is sold by them. None for an unknown name. */
      pricedUnits: z.array(z.string()),
      /** Attributes that every price of such a part depends on, with the values that have one; none otherwise. */
      attributes: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
      events: countSchema,
      firstDay: daySchema,
      lastDay: daySchema,
      /** Known models of a like name, the nearest first. Nothing is priced by them. */
      suggestions: z.array(z.object({ model: z.string(), confidence: z.number() })),
      /** Providers that have a model of this name, where the one that was named has none: at most three. */
      otherProviders: z.array(z.string()),
    }),
  ),
  /** Priced although the catalogue does not list the name: by its base, date, place or reseller. */
  byRule: z.array(
    z.object({
      provider: z.string(),
      service: z.string(),
      model: z.string(),
      pricedAs: z.string(),
      by: z.enum(FOUND_BY),
      events: countSchema,
    }),
  ),
});
