import * as z from 'zod/mini';

const columns = z.union([z.string(), z.array(z.string())]);

/**
 * Where a field comes from: a column, the first filled of several, or a value that holds for every row.
 * `metadata.usage.input_tokens` is a field, at any depth, of the JSON in the column `metadata`; columns are found in
 * any case. A column may be translated (`values`: what is not named there says nothing; `begins`: by how its text
 * begins, the first that fits, else `otherwise`, or `absent` where the column says nothing), have others taken off it
 * (`minus`: cached tokens inside the input) or added (`plus`: what a provider bills beside a gateway's fee), or be
 * joined with others.
 */
const plainSource = z.union([
  z.string(),
  z.array(z.string()),
  z.strictObject({ value: z.string() }),
  z.strictObject({ column: columns, values: z.record(z.string(), z.string()) }),
  z.strictObject({
    column: columns,
    begins: z.record(z.string(), z.string()),
    otherwise: z.optional(z.string()),
    absent: z.optional(z.string()),
  }),
  z.strictObject({ column: columns, minus: z.array(columns) }),
  z.strictObject({ column: columns, plus: z.array(columns) }),
  z.strictObject({ join: z.array(z.string()), with: z.string(), except: z.optional(z.array(z.string())) }),
]);

const SOURCE_HELP = 'a column, a list of columns, or {"value": "…"} and its like, as docs/reports.md says';

/** Or what the first of several sources says that says something. */
const source = z.union([plainSource, z.strictObject({ first: z.array(plainSource) })], {
  error: ({ input }) => `${input === undefined ? 'is missing' : 'is wrong'}: it must be ${SOURCE_HELP}`,
});

const reference = z.strictObject({ type: source, id: source });
/** One, or the first of several whose id is filled. */
const references = z.union([reference, z.array(reference)]);

/** How the rows of a table become usage messages; docs/reports.md explains it by an example. */
export const importMapSchema = z.strictObject({
  /** Of a JSON file: the fields that lead to the rows (`daily`, `modelBreakdowns`); fields on the way count too. */
  rows: z.optional(z.array(z.string())),
  /** What identifies a row for ever; where it says nothing, `same` does. */
  id: z.optional(source),
  /**
   * Columns that say the same when a row is delivered again, of an export that names its rows anew each time or sums
   * what still grows; rows that are equal in them are told apart by their order. `resourceTags/*` is every column that
   * begins so. Without it, all cells of a row identify it.
   */
  same: z.optional(z.array(columns)),
  occurredAt: source,
  provider: source,
  /** A model or a SKU. */
  model: source,
  service: z.optional(source),
  region: z.optional(source),
  operation: z.optional(source),
  userId: z.optional(source),
  outcome: z.optional(source),
  /** Rows that the cache of a gateway answered, where `hit` says `true`: no provider was asked. */
  gatewayCache: z.optional(z.strictObject({ hit: source, gateway: z.string() })),
  /** What the old table says that it cost, USD. */
  reportedCostUsd: z.optional(source),
  resource: z.optional(references),
  group: z.optional(references),
  /** What sets the price besides the model, such as `service_tier`. */
  attributes: z.optional(z.record(z.string(), source)),
  /** Parts of usage, each with its column; empty ones are left out. */
  usage: z.optional(z.record(z.string(), source)),
  /** One quantity with its unit in another column; it counts where `usage` finds nothing. */
  quantity: z.optional(z.strictObject({ amount: source, unit: source })),
  tags: z.optional(z.record(z.string(), source)),
  metadata: z.optional(z.record(z.string(), source)),
});

export type Source = z.infer<typeof source>;
export type ReferenceSource = z.infer<typeof reference>;
export type ImportMap = z.infer<typeof importMapSchema>;

/** Fields of a source that hold texts, and no names of columns. */
const NO_COLUMNS: ReadonlySet<string> = new Set([
  'gateway',
  'value',
  'values',
  'with',
  'except',
  'begins',
  'otherwise',
  'absent',
]);

/** Columns, and fields of the JSON in them, that a map or a source of it reads. */
export function sourceNames(from: unknown, field = ''): string[] {
  if (NO_COLUMNS.has(field)) return [];
  if (typeof from === 'string') return [from];
  if (Array.isArray(from)) return from.flatMap((item) => sourceNames(item));
  if (typeof from !== 'object' || from === null) return [];
  return Object.entries(from).flatMap(([name, item]) => sourceNames(item, name));
}

/** Columns, and fields of the JSON in them, that become something of a message. */
export function readNames({ rows: _rows, same: _same, ...fields }: ImportMap): string[] {
  return sourceNames(fields);
}

/** Columns that a map reads, in lower case. */
export function columnsOf(map: ImportMap): Set<string> {
  const names = readNames(map).map((name) => name.toLowerCase());
  return new Set(names.flatMap((name) => [name.split('.')[0] ?? name, name]));
}
