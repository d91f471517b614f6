import * as z from 'zod/mini';

/**
 * Where a field comes from: a column, the first filled of several, or a value that holds for every row.
 * `metadata.model` is the field `model` of the JSON in the column `metadata`; columns are found in any case.
 */
const source = z.union([z.string(), z.array(z.string()), z.strictObject({ value: z.string() })]);

const reference = z.strictObject({ type: source, id: source });

/** How the rows of a table become usage messages; docs/reports.md explains it by an example. */
export const importMapSchema = z.strictObject({
  /** What identifies a row for ever; without it, all its cells do. */
  id: z.optional(source),
  occurredAt: source,
  provider: source,
  /** A model or a SKU. */
  model: source,
  service: z.optional(source),
  region: z.optional(source),
  operation: z.optional(source),
  userId: z.optional(source),
  outcome: z.optional(source),
  /** What the old table says that it cost, USD. */
  reportedCostUsd: z.optional(source),
  resource: z.optional(reference),
  group: z.optional(reference),
  /** Parts of usage, each with its column; empty ones are left out. */
  usage: z.optional(z.record(z.string(), source)),
  /** One quantity with its unit in another column; it counts where `usage` finds nothing. */
  quantity: z.optional(z.strictObject({ amount: source, unit: source })),
  tags: z.optional(z.record(z.string(), source)),
  metadata: z.optional(z.record(z.string(), source)),
});

export type Source = z.infer<typeof source>;
export type ImportMap = z.infer<typeof importMapSchema>;
