/**
 * Names of the one table that deployment and run time share. Every item carries `pk`, `sk` and the
 * entity tag `e`; docs/data-model.md lists the access patterns.
 */
export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';
/** Epoch seconds after which DynamoDB may delete the item. */
export const TTL_ATTRIBUTE = 'ttl';

/** Index over day items of resources and groups: the most expensive ones of a day. */
export const DAY_INDEX = 'day';
export const DAY_INDEX_PARTITION_KEY = 'dpk';
export const DAY_INDEX_SORT_KEY = 'dsk';
/** What the day index carries beside its keys: cost, events, unpriced events. */
export const DAY_INDEX_ATTRIBUTES = ['c', 'n', 'x'] as const;

/** Partition key prefixes; the stream filter and the key builders both read them here. */
export const PREFIX = {
  entry: 'E#',
  outcome: 'X#',
  mark: 'M#',
  userPage: 'IU#',
  resourcePage: 'IR#',
  groupPage: 'IG#',
  organisationPage: 'IO#',
  organisation: 'O#',
  tag: 'T#',
  user: 'U#',
  resource: 'R#',
  group: 'G#',
  late: 'L#',
  ledger: 'S#',
  rateLimit: 'Q#',
  price: 'P#',
  budget: 'B#',
  alert: 'A#',
  held: 'K#',
  hold: 'H#',
  name: 'N#',
  closed: 'C#',
  job: 'J#',
  insight: 'V#',
} as const;

/** Only new entries and new outcomes wake the aggregator; its own writes never do. */
export const AGGREGATED_PREFIXES = [PREFIX.entry, PREFIX.outcome] as const;
