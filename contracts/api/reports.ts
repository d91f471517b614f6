import * as z from 'zod/mini';
import {
  apiReferenceSchema,
  asOf,
  countSchema,
  daySchema,
  decimalsByName,
  decimalSchema,
  monthSchema,
  nameQuery,
  rangeQuery,
  timeSchema,
} from './common.ts';
import { entryFilterQuery, entryUserQuery, lineSchema } from './entries.ts';
import { jobStartedSchema } from './jobs.ts';

/** What amounts were converted by: units of the currency for 1 USD, of which day, by whom. */
export const exchangeSchema = z.object({
  currency: z.string(),
  rate: decimalSchema,
  date: z.string(),
  source: z.string(),
});

/** GET /reports/export. */
export const exportQuery = z.strictObject({
  ...rangeQuery,
  ...entryFilterQuery,
  ...entryUserQuery,
  format: z._default(z.enum(['csv', 'json', 'focus'], { error: 'must be "csv", "json" or "focus"' }), 'csv'),
});

const exportedEntry = z.object({
  id: z.string(),
  day: z.string(),
  occurredAt: timeSchema,
  recordedAt: timeSchema,
  provider: z.string(),
  service: z.string(),
  model: z.string(),
  region: z.optional(z.string()),
  attributes: z.optional(z.record(z.string(), z.string())),
  usage: decimalsByName,
  lines: z.array(lineSchema),
  costUsd: decimalSchema,
  status: z.enum(['priced', 'unpriced', 'reported']),
  reportedCostUsd: z.optional(decimalSchema),
  userId: z.optional(z.string()),
  resource: z.optional(apiReferenceSchema),
  group: z.optional(apiReferenceSchema),
  tags: z.optional(z.record(z.string(), z.string())),
  operation: z.optional(z.string()),
  outcome: z.optional(z.string()),
  attempt: z.optional(countSchema),
  catalogueVersion: z.optional(z.string()),
  correctionOf: z.optional(z.string()),
  /** The cost in the currency that was asked for, and its name. */
  cost: z.optional(decimalSchema),
  currency: z.optional(z.string()),
});

/** What is too large for one answer becomes a job; its result has an address. */
export const exportSchema = z.union([
  jobStartedSchema,
  z.object({ exchange: z.optional(exchangeSchema), entries: z.array(exportedEntry) }),
]);

/** GET /reports/statement. */
export const statementQuery = z.strictObject({
  userId: nameQuery,
  month: z.optional(
    z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as "2026-11"')),
  ),
  format: z._default(z.enum(['html', 'json'], { error: 'must be "html" or "json"' }), 'html'),
  /** Percent on top of cost. */
  markup: z.optional(z.string().check(z.maxLength(20))),
});

const shownAmount = z.string().check(z.regex(/^-?\d+(\.\d+)?$/));

/** A statement as JSON: amounts as shown, the exact ones beside them. */
export const statementSchema = z.object({
  ...asOf,
  number: z.string(),
  issuer: z.string(),
  user: z.object({ id: z.string(), name: z.optional(z.string()) }),
  month: monthSchema,
  period: z.object({ from: daySchema, to: daySchema }),
  issuedOn: daySchema,
  status: z.enum(['final', 'provisional']),
  currency: z.string(),
  exchange: z.optional(exchangeSchema),
  markupPercent: z.string(),
  events: countSchema,
  lines: z.array(
    z.object({
      service: z.string(),
      model: z.string(),
      amount: shownAmount,
      exactAmount: decimalSchema,
    }),
  ),
  /** What rounding each line took or gave. */
  rounding: shownAmount,
  total: shownAmount,
  exactTotal: decimalSchema,
  costUsd: decimalSchema,
  /** Recorded after the month was closed; part of the lines. */
  lateCostUsd: z.optional(decimalSchema),
  unpricedEvents: countSchema,
});
