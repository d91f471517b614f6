/**
 * The fields of an entry, one row each. Everything that reads or writes entries field by field follows from
 * these rows: by a loop over them, or by a table that does not compile while a row is missing in it. How a
 * value is checked, stored, answered and written is with each use, in a table by `schema` or `kind`.
 */
interface EntryFieldRow {
  readonly kind: string;
  /** In every entry; else undefined where the sender left it out. */
  readonly always: boolean;
  /** The check of the message format that it passes (contracts/usage-message.ts); null: the ledger makes it. */
  readonly schema: string | null;
  /** The sender must say it. */
  readonly required: boolean;
  /** Attribute of the stored item; null: in the key, or in an attribute that entry-item.ts writes by hand. */
  readonly attribute: string | null;
  /** How `GET /entries` and exports are narrowed by it. */
  readonly filter: 'exact' | 'provider' | 'model' | 'user' | 'reference' | 'tag' | null;
  /** Its name outside the ledger where it is another one. */
  readonly shown: string | null;
  /** `GET /entries` shows it: null where it is undefined. */
  readonly answer: boolean;
  /** Exports show it, JSON as a field and CSV as a column: left out, or empty, where it is undefined. */
  readonly export: 'always' | 'optional' | null;
  /** Its own column of a FOCUS export, beside those of the standard (core/export/focus-columns.ts). */
  readonly focus: `x_${string}` | null;
  /** A column of the archive. */
  readonly archive: boolean;
  /**
   * The client's context carries it: an inner value replaces the outer one (`replace`), null clears it too
   * (`clear`), or both are joined (`join`).
   */
  readonly context: 'replace' | 'clear' | 'join' | null;
}

/** What the ledger keeps for itself. */
const INTERNAL = {
  always: true,
  schema: null,
  required: false,
  attribute: null,
  filter: null,
  shown: null,
  answer: false,
  export: null,
  focus: null,
  archive: false,
  context: null,
} as const;

/** What every reader may know. */
const SHOWN = { ...INTERNAL, answer: true, export: 'always', archive: true } as const;

/** The same, where not every entry has it. */
const OPTIONAL = { ...SHOWN, always: false, export: 'optional' } as const;

export const ENTRY_FIELDS = {
  id: { ...SHOWN, kind: 'text', schema: 'eventId', required: true, focus: 'x_EntryId' },
  /** Ledger day of `occurredAt`. */
  day: { ...SHOWN, kind: 'day', focus: 'x_LedgerDay', archive: false },
  lane: { ...INTERNAL, kind: 'lane' },
  occurredAt: { ...SHOWN, kind: 'time', schema: 'time', required: true, attribute: 't' },
  recordedAt: { ...SHOWN, kind: 'time', attribute: 'r' },
  /** Attributes `rb` and `i`. */
  mark: { ...INTERNAL, kind: 'mark' },
  provider: {
    ...SHOWN,
    kind: 'text',
    schema: 'name',
    required: true,
    attribute: 'p',
    filter: 'provider',
    focus: 'x_Provider',
  },
  service: { ...SHOWN, kind: 'text', schema: 'service', attribute: 's', filter: 'exact' },
  /** A model or a SKU. */
  model: { ...SHOWN, kind: 'text', schema: 'name', required: true, attribute: 'm', filter: 'model' },
  region: { ...OPTIONAL, kind: 'text', schema: 'region', attribute: 'g' },
  attributes: { ...SHOWN, kind: 'texts', schema: 'attributes', attribute: 'a', export: 'optional' },
  usage: { ...SHOWN, kind: 'quantities', schema: 'usage', required: true, attribute: 'q' },
  lines: { ...SHOWN, kind: 'lines', attribute: 'l' },
  cost: { ...SHOWN, kind: 'amount', attribute: 'c', shown: 'costUsd' },
  status: { ...SHOWN, kind: 'status', attribute: 'st', filter: 'exact' },
  /** What the provider says it cost; evidence, the ledger computes its own figure. */
  reportedCost: { ...OPTIONAL, kind: 'amount', schema: 'amount', attribute: 'rc', shown: 'reportedCostUsd' },
  userId: {
    ...OPTIONAL,
    kind: 'text',
    schema: 'userId',
    attribute: 'u',
    filter: 'user',
    focus: 'x_UserId',
    context: 'clear',
  },
  resource: {
    ...OPTIONAL,
    kind: 'reference',
    schema: 'reference',
    attribute: 'rs',
    filter: 'reference',
    context: 'clear',
  },
  group: {
    ...OPTIONAL,
    kind: 'reference',
    schema: 'reference',
    attribute: 'gr',
    filter: 'reference',
    context: 'clear',
  },
  tags: {
    ...SHOWN,
    kind: 'texts',
    schema: 'tags',
    attribute: 'tg',
    filter: 'tag',
    export: 'optional',
    context: 'join',
  },
  operation: {
    ...OPTIONAL,
    kind: 'text',
    schema: 'name',
    attribute: 'o',
    filter: 'exact',
    focus: 'x_Operation',
    context: 'replace',
  },
  outcome: {
    ...OPTIONAL,
    kind: 'text',
    schema: 'outcome',
    attribute: 'oc',
    filter: 'exact',
    focus: 'x_Outcome',
  },
  /** What in the provider's usage contradicts itself: the entry is priced by what is certain, and says so. */
  problems: { ...OPTIONAL, kind: 'names', schema: 'problems', attribute: 'pb' },
  attempt: { ...OPTIONAL, kind: 'count', schema: 'attempt', attribute: 'at' },
  /**
   * Which way reported the call (a wrapper, spans, a gateway's log). Its id is then the provider's own, so that a
   * second way meets the first one's entry.
   */
  via: { ...OPTIONAL, kind: 'text', schema: 'via', attribute: 'vi', export: null },
  /** The hold that the event settles. */
  holdId: { ...OPTIONAL, kind: 'text', schema: 'holdId', attribute: 'hd', export: null, context: 'clear' },
  /** Names the sender's request or job in logs, alerts and mails; where it is absent, the entry's id does. */
  correlationId: {
    ...OPTIONAL,
    kind: 'text',
    schema: 'correlationId',
    attribute: 'ci',
    filter: 'exact',
    export: null,
    context: 'clear',
  },
  metadata: { ...OPTIONAL, kind: 'json', schema: 'metadata', attribute: 'md', export: null },
  catalogueVersion: {
    ...SHOWN,
    kind: 'text',
    attribute: 'cv',
    export: 'optional',
    focus: 'x_CatalogueVersion',
  },
  /** The price was found by a rule and not by the model's exact name. */
  approximate: { ...SHOWN, kind: 'flag', attribute: 'ap', export: null, archive: false },
  /** The entry that this one corrects. */
  correctionOf: { ...OPTIONAL, kind: 'text', attribute: 'cf', focus: 'x_CorrectionOf' },
  /** Why a correction was made. */
  reason: { ...OPTIONAL, kind: 'text', attribute: 'rn', export: null },
  /** The catalogue knows provider and model, else breakdowns say `unknown`; attribute `k` with the next. */
  known: { ...INTERNAL, kind: 'flag' },
  /** The catalogue knows the provider at least. */
  providerKnown: { ...INTERNAL, kind: 'flag' },
  /** Names of the tags that have totals, as configured when the entry was recorded. */
  trackedTags: { ...INTERNAL, kind: 'names', attribute: 'tt' },
  /** Lane of the user's day item, as configured when the entry was recorded. */
  userLane: { ...INTERNAL, kind: 'lane', attribute: 'ul' },
  /** Lane of all its totals, by how many there were when the entry was recorded. */
  totalLane: { ...INTERNAL, kind: 'lane', attribute: 'tl' },
  /** 16 bytes: message and position that brought the entry; tells a redelivery from a duplicate. */
  sourceHash: { ...INTERNAL, kind: 'bytes', attribute: 'hs' },
  /** 16 bytes: content as received; tells a duplicate from a conflict. */
  contentHash: { ...INTERNAL, kind: 'bytes', attribute: 'hc' },
  /** What a correction adds to counts and usage; 1, status and usage decide for usage entries. */
  adjusts: { ...INTERNAL, kind: 'adjusts', always: false, attribute: 'ad' },
  /** Epoch seconds after which the entry may be deleted; undefined: kept for ever. */
  expiresAt: { ...INTERNAL, kind: 'count', always: false, attribute: 'ttl' },
} as const satisfies Record<string, EntryFieldRow>;
