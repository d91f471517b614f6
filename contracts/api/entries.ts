import { ENTRY_STATUSES } from '../usage-vocabulary.ts';
import * as z from 'zod/mini';
import {
  apiReferenceSchema,
  asOf,
  countSchema,
  currencyQuery,
  decimalsByName,
  decimalSchema,
  nameQuery,
  namesOfList,
  namesQuery,
  nextCursor,
  pageQuery,
  occurredAtQuery,
  rangeQuery,
  timeSchema,
  flagQuery,
} from './common.ts';
import {
  type AnsweredField,
  ANSWERED_FIELDS,
  type EntryFieldRows,
  type ExportedField,
  type FilteredField,
  FILTERED_FIELDS,
  inOrder,
  type KindOf,
  type QueryName,
  queryNames,
  type ShownName,
  shownName,
} from '../entry-field-names.ts';
import { ENTRY_FIELDS } from '../entry-fields.ts';
import { oneOfHelp } from '../one-of-help.ts';

/** One priced part of an entry: quantity × unitPriceUsd ÷ per = costUsd. */
export const lineSchema = z.object({
  unit: z.string(),
  quantity: decimalSchema,
  unitPriceUsd: decimalSchema,
  per: decimalSchema,
  costUsd: decimalSchema,
  priceId: z.string(),
});

const statusSchema = z.enum(ENTRY_STATUSES);

/** What a value of each kind is shown as. */
export const SHOWN_KINDS = {
  text: z.string(),
  day: z.string(),
  time: timeSchema,
  count: countSchema,
  amount: decimalSchema,
  quantities: decimalsByName,
  lines: z.array(lineSchema),
  status: statusSchema,
  reference: apiReferenceSchema,
  texts: z.record(z.string(), z.string()),
  json: z.record(z.string(), z.unknown()),
  names: z.array(z.string()),
  flag: z.boolean(),
} satisfies Record<KindOf<AnsweredField | ExportedField>, z.ZodMiniType>;

type ShownKind<Name extends AnsweredField | ExportedField> = (typeof SHOWN_KINDS)[KindOf<Name>];

type AnswerShape = {
  [Name in AnsweredField as ShownName<Name>]: EntryFieldRows[Name]['always'] extends true
    ? ShownKind<Name>
    : z.ZodMiniNullable<ShownKind<Name>>;
};

/** Behind the status: of an unpriced entry the parts that no line bills. */
const unpriced = { unpriced: z.array(z.string()) };

const answerShape = Object.assign(
  {},
  ...ANSWERED_FIELDS.map((name) => {
    const { kind, always } = ENTRY_FIELDS[name];
    const schema = SHOWN_KINDS[kind];
    return {
      [shownName(name)]: always ? schema : z.nullable(schema),
      ...(name === 'status' ? unpriced : {}),
    };
  }),
) as AnswerShape & typeof unpriced;

/** One line of the ledger. What the sender left out is null: no user is work of the system. */
export const entrySchema = z.object(answerShape);

/** GET /entries/{id}: the entry as it was recorded, and what its corrections made of it since. */
export const entryAnswerSchema = z.object({
  ...asOf,
  ...entrySchema.shape,
  /** Nothing of it is left in any total. */
  void: z.boolean(),
  /** What it counts for now. */
  standingUsd: decimalSchema,
  /** Who it counts for now; null is work without a user. */
  standingUserId: z.nullable(z.string()),
  /** The entries that correct it, oldest first. */
  corrections: z.array(
    z.object({
      id: z.string(),
      costUsd: decimalSchema,
      reason: z.nullable(z.string()),
      recordedAt: z.string(),
    }),
  ),
});

const page = {
  entries: z.array(entrySchema),
  /** Entries looked at for this page; more than it lists where a filter is not indexed. */
  scanned: countSchema,
  /** True when the page ended because 1,000 entries were looked at, and not because it was full. */
  partial: z.boolean(),
  ...namesOfList,
  ...nextCursor,
} as const;

/** GET /entries. */
export const entryListSchema = z.object({ ...asOf, ...page });

/**
 * GET /users/{id}/entries and /me/entries: with number and cost of the usage entries of the whole days in range that
 * fit the filters. The two are left out where a filter leaves more than 20,000 entries to look at.
 */
export const userEntryListSchema = z.object({
  ...asOf,
  userId: z.string(),
  ...page,
  total: z.optional(countSchema),
  totalUsd: z.optional(decimalSchema),
});

/** What an exact filter of each kind may be. */
const EXACT_QUERY = {
  text: nameQuery,
  status: z.enum(ENTRY_STATUSES, { error: oneOfHelp(ENTRY_STATUSES) }),
} satisfies Record<KindOf<ExactField>, z.ZodMiniType>;

type ExactField = {
  [Name in FilteredField]: EntryFieldRows[Name]['filter'] extends 'exact' ? Name : never;
}[FilteredField];

type FilterQuery = {
  [Name in Exclude<FilteredField, 'userId'> as QueryName<Name>]: z.ZodMiniOptional<
    Name extends ExactField ? (typeof EXACT_QUERY)[KindOf<Name>] : typeof nameQuery
  >;
};

/** In the order that the API's description has. */
const FILTERS = inOrder(FILTERED_FIELDS, [
  'provider',
  'service',
  'model',
  'operation',
  'tags',
  'outcome',
  'status',
]);

/**
 * What narrows a list of entries, but for the user: `tag` is `NAME:VALUE`, or `NAME` alone for any value; a
 * reference is its type and its id.
 */
export const entryFilterQuery = Object.fromEntries(
  FILTERS.flatMap((name) => {
    const { filter, kind } = ENTRY_FIELDS[name];
    if (filter === 'user') return [];
    const schema = filter === 'exact' ? EXACT_QUERY[kind] : nameQuery;
    return queryNames(name).map((query) => [query, z.optional(schema)]);
  }),
) as FilterQuery;

/** Whose entries: a user's, or those without a user. */
export const entryUserQuery = {
  userId: z.optional(nameQuery),
  system: flagQuery,
} as const;

const sort = { sort: z.optional(z.enum(['cost'], { error: 'must be "cost"' })) } as const;

export const entriesQuery = z.strictObject({
  /** The one entry of this id, for ids that do not survive a path. */
  id: z.optional(nameQuery),
  ...rangeQuery,
  ...pageQuery,
  ...currencyQuery,
  ...entryFilterQuery,
  ...sort,
  ...namesQuery,
  ...entryUserQuery,
});

export const userEntriesQuery = z.strictObject({
  ...rangeQuery,
  ...pageQuery,
  ...currencyQuery,
  ...entryFilterQuery,
  ...sort,
  ...namesQuery,
});

export const entryQuery = z.strictObject({
  ...currencyQuery,
  /** Time or day of the entry, where the id alone would have to be searched for. */
  ...occurredAtQuery,
});

export type ApiEntry = z.infer<typeof entrySchema>;
