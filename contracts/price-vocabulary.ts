/** Where a price comes from, highest precedence first: override, correction, curated catalogue, generated rows. */
export const LAYERS = ['override', 'curated', 'catalogue', 'generated'] as const;
export type Layer = (typeof LAYERS)[number];

/** cliff: the whole request at the step's price; graduated: each month's quantity step by step. */
export const TIER_MODES = ['none', 'cliff', 'graduated'] as const;
export type TierMode = (typeof TIER_MODES)[number];

/** What the price book answers: `priced` only when every part found its price. */
export const QUOTE_STATUSES = ['priced', 'unpriced'] as const;
export type QuoteStatus = (typeof QUOTE_STATUSES)[number];

/**
 * How a name was found: as the catalogue writes it, or by one of the rules that never lead to another model's
 * price. `documented`: the provider says that every such name costs the same.
 */
export const FOUND_BY = ['name', 'routed name', 'dated id', 'fine-tune', 'reseller', 'documented'] as const;
export type FoundBy = (typeof FOUND_BY)[number];

/** Of a price of one's own: `replaying` waits for its replay and `held` for an administrator; neither counts. */
export const PRICE_CHANGE_STATUSES = ['replaying', 'held', 'applied', 'rolledBack'] as const;
export type PriceChangeStatus = (typeof PRICE_CHANGE_STATUSES)[number];

/** Price data is old beyond so many hours: a pack is made every day. */
export const OLDEST_PRICE_HOURS = 72;

/** Of a price pack. `held`: a person decides, or the last seven days are being replayed. */
export const PACK_STATUSES = ['applied', 'held', 'refused', 'rolledBack'] as const;
export type PackStatus = (typeof PACK_STATUSES)[number];

/**
 * What a new version does to a name: `added`, it prices what had no price; `dated`, it changes what comes after now;
 * `changed` and `removed`, something that had a price until now gets another or none.
 */
export const PRICE_CHANGE_KINDS = ['added', 'dated', 'changed', 'removed'] as const;
export type ChangeKind = (typeof PRICE_CHANGE_KINDS)[number];
