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
  serviceKey: 'AK#',
  name: 'N#',
  closed: 'C#',
  job: 'J#',
  insight: 'V#',
} as const;

/** The same of the day index, whose keys are made up of other parts than the table's own. */
export const INDEX_PREFIX = {
  resourcesOfDay: 'RD#',
  groupsOfDay: 'GD#',
  alertsOfMonth: 'AD#',
  outbox: 'OUT#',
  jobsOfMonth: 'JD#',
} as const;

/** Where a partition holds several kinds of items, the beginnings of their sort keys. */
export const SORT_PREFIX = {
  day: 'D#',
  operation: 'op#',
  budget: 'budget#',
  revenue: 'revenue#',
  sums: 'sums#',
} as const;

/** Only new entries and new outcomes wake the aggregator; its own writes never do. */
export const AGGREGATED_PREFIXES = [PREFIX.entry, PREFIX.outcome] as const;

/**
 * The entity tag `e` of every item, by what the item is. Two letters are stored for two kinds each, told
 * apart by their keys, and stay so for what is stored: `V` (optimizations, projections) and `C` (closed
 * months, facts of days). A new kind takes a tag of its own.
 */
export const ENTITY = {
  entry: 'E',
  outcome: 'X',
  mark: 'M',
  total: 'T',
  page: 'I',
  ledger: 'S',
  requests: 'Q',
  override: 'P',
  pack: 'PP',
  packContent: 'PX',
  priceAsk: 'PA',
  exchangeRate: 'PR',
  budget: 'B',
  budgetChange: 'BC',
  budgetSubject: 'BS',
  revenue: 'BR',
  revenuePeriod: 'BP',
  alert: 'A',
  held: 'K',
  ahead: 'KL',
  hold: 'H',
  holdDay: 'HD',
  serviceKey: 'AK',
  name: 'N',
  creator: 'NC',
  userName: 'NL',
  closedMonth: 'C',
  dayFacts: 'C',
  daySums: 'CS',
  job: 'J',
  erasure: 'F',
  reportMail: 'W',
  optimization: 'V',
  projection: 'V',
  curve: 'PC',
  anomaly: 'Y',
} as const;
