import type { Chunk } from './price-row.ts';
import type { Layer } from '../../contracts/price-vocabulary.ts';

/** Where the prices of a file come from, for those that do not say it themselves. */
export interface PriceOrigin {
  /** Source of every price set that names none. */
  readonly source: string;
  /** The day the source was last seen to say so. */
  readonly observedAt: string;
  /** Lists of holidays by name, UTC days; price sets refer to them. */
  readonly calendars?: Readonly<Record<string, readonly string[]>>;
}

/** A price file as prices/price-data.ts carries it: the entries of each provider as one JSON text. */
export interface PackedPriceFile extends PriceOrigin {
  readonly providers: Readonly<Record<string, string>>;
}

/**
 * A price file of prices/: entries by provider, compact because the recorder's bundle carries them.
 * expand-entry.ts makes rows of an entry when its model is first asked for.
 */
export interface PriceFile extends PriceOrigin {
  readonly providers: Readonly<Record<string, readonly PriceEntry[]>>;
}

/** One model or SKU, or a family of them that shares a price. */
export interface PriceEntry {
  readonly id: string;
  /** Absent: `catalogue` or `generated`, by file. */
  readonly layer?: Layer;
  /** Absent: `llm`. */
  readonly service?: string;
  /** Further exact names. */
  readonly names?: readonly string[];
  /**
   * `^start *part $end ~regex`; inner lists must fit together. What such a rule spells is one more name of the
   * entry. Names beyond it are not priced by it unless `sameForAll` says that they may be: a new product would
   * get its predecessor's price. In a family, rules choose the models it adds to.
   */
  readonly rules?: readonly (string | readonly string[])[];
  /** Key of prices/sources.json: the page where the provider says that all names that fit cost the same. */
  readonly sameForAll?: string;
  /** Adds parts or factors to every model that fits the rules; it does not make a model known. */
  readonly family?: true;
  /** Attribute values that a message without the attribute means. */
  readonly defaults?: Readonly<Record<string, string>>;
  readonly region?: string;
  /** The quantity a price is for, where it is not its unit's usual one. */
  readonly per?: number;
  /** Of every price set that names none: key of prices/sources.json, or the source itself. */
  readonly source?: string;
  readonly observedAt?: string;
  readonly prices?: readonly PriceSet[];
  /**
   * Models that its names stand for, by time: a `-latest` name that moves, a retired model that is redirected.
   * Before the first step and after the last the names have the prices of the entries that list them.
   */
  readonly pointsTo?: readonly AliasStep[];
  /** Parts that cost what another part costs, where the model has no price of their own: part to part. */
  readonly same?: Readonly<Record<string, string>>;
  readonly factors?: readonly PriceFactor[];
}

/** The model a name means in `[from, to)`. */
export interface AliasStep {
  /** A model of the same provider. */
  readonly model: string;
  readonly from?: string;
  readonly to?: string;
  /** Key of prices/sources.json. */
  readonly source: string;
  readonly observedAt: string;
}

/** Prices that hold together for a while. */
export interface PriceSet {
  readonly from?: string;
  readonly to?: string;
  readonly hours?: readonly [string, string];
  /** Days of the week in UTC on which it holds, 1 is Monday and 7 Sunday; absent: every day. */
  readonly weekdays?: readonly number[];
  /** Name of the calendar on whose days it does not hold. */
  readonly holidays?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** `a|b` for regions of one price; each is a row of its own. */
  readonly region?: string;
  readonly per?: number;
  /** "More than N": starts of the steps above the first; `usd` then lists one price more than this. */
  readonly over?: readonly number[];
  /** "N and more": the same, with N itself in the step. */
  readonly atLeast?: readonly number[];
  /** The steps are a month's and not a request's. */
  readonly graduated?: true;
  readonly minQuantity?: number;
  readonly monthBlock?: number;
  readonly chunk?: Chunk;
  readonly unless?: string;
  /** Price by usage part, decimal strings. */
  readonly usd: Readonly<Record<string, string | readonly string[]>>;
  /** Key of prices/sources.json, or the source itself. */
  readonly source?: string;
  readonly observedAt?: string;
}

/** The same prices times a factor where the attributes are asked for, or the region. */
export interface PriceFactor {
  readonly attributes: Readonly<Record<string, string>>;
  /** The region or geography of a surcharge; `a|b` allows either. */
  readonly region?: string;
  readonly times: string;
  /** Absent: every part that counts tokens. */
  readonly parts?: readonly string[];
  readonly source?: string;
  readonly observedAt?: string;
  readonly from?: string;
  readonly to?: string;
}
