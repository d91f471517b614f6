import { EXPORT_FORMATS, RECONCILE_KINDS } from '../report-vocabulary.ts';
import * as z from 'zod/mini';
import { sentDay, sentMonth } from '../date-schemas.ts';
import { sentBillSchema } from '../sent-bill.ts';
import {
  asOf,
  countSchema,
  daySchema,
  decimalSchema,
  monthSchema,
  nameQuery,
  rangeQuery,
  flagQuery,
} from './common.ts';
import {
  type EntryFieldRows,
  type ExportedField,
  EXPORTED_FIELDS,
  type KindOf,
  type ShownName,
  shownName,
} from '../entry-field-names.ts';
import { ENTRY_FIELDS } from '../entry-fields.ts';
import { entryFilterQuery, entryUserQuery, SHOWN_KINDS } from './entries.ts';
import { jobStartedSchema } from './jobs.ts';
import { neverUsed } from './totals.ts';

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
  format: z._default(z.enum(EXPORT_FORMATS, { error: 'must be "csv", "json" or "focus"' }), 'csv'),
  /** `true` makes a job of an export that would fit into one answer, so that its result has an address. */
  job: flagQuery,
});

type ExportShape = {
  [Name in ExportedField as ShownName<Name>]: EntryFieldRows[Name]['export'] extends 'always'
    ? (typeof SHOWN_KINDS)[KindOf<Name>]
    : z.ZodMiniOptional<(typeof SHOWN_KINDS)[KindOf<Name>]>;
};

const exportedEntry = z.object({
  ...(Object.fromEntries(
    EXPORTED_FIELDS.map((name) => {
      const schema = SHOWN_KINDS[ENTRY_FIELDS[name].kind];
      return [shownName(name), ENTRY_FIELDS[name].export === 'always' ? schema : z.optional(schema)];
    }),
  ) as ExportShape),
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
  /** Left out: the caller's own; readers name one. */
  userId: z.optional(nameQuery),
  month: z.optional(sentMonth),
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
  ...neverUsed,
  lines: z.array(
    z.object({
      service: z.string(),
      /** The one name of the model. */
      model: z.string(),
      /** The ids that it was used by, where they are others than its name. */
      ids: z.optional(z.array(z.string())),
      amount: shownAmount,
      exactAmount: decimalSchema,
      /** Quantities at unit prices, mark-up and currency in them; absent where the month has over 5,000 entries. */
      parts: z.optional(
        z.array(
          z.object({
            unit: z.string(),
            quantity: decimalSchema,
            unitPrice: decimalSchema,
            per: decimalSchema,
          }),
        ),
      ),
      /** What of the amount is in no part: reported costs, corrections, calls that came in meanwhile. */
      otherExactAmount: z.optional(decimalSchema),
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
  /** Cost without a user of what the user created; not part of any line or of the total. */
  created: z.optional(
    z.object({
      amount: shownAmount,
      costUsd: decimalSchema,
      events: countSchema,
      unpricedEvents: countSchema,
      complete: z.boolean(),
    }),
  ),
});

/** POST /reports/reconcile: first and last day, where the bill does not name them. */
export const reconcileQuery = z.strictObject({ from: z.optional(sentDay), to: z.optional(sentDay) });

/** A bill as it is (CSV text or a provider's JSON), or with what there is to say of it. */
export const reconcileBodySchema = z.union([z.string(), sentBillSchema, z.looseObject({})]);

/** A price that seems wrong by a factor. */
export const correctionSchema = z.object({
  provider: z.string(),
  model: z.string(),
  factor: decimalSchema,
  from: daySchema,
  to: daySchema,
  days: countSchema,
  billUsd: decimalSchema,
  ledgerUsd: decimalSchema,
  /** What to try before anything is written. */
  action: z.object({
    type: z.literal('what-if'),
    method: z.literal('POST'),
    path: z.string(),
    provider: z.string(),
    model: z.string(),
    priceFactor: decimalSchema,
    from: daySchema,
    to: daySchema,
    /** What to send. */
    body: z.object({
      from: daySchema,
      to: daySchema,
      priceFactors: z.array(z.object({ provider: z.string(), model: z.string(), factor: decimalSchema })),
    }),
  }),
});

/** Every line of bill and ledger; Σ of the differences is the difference of the whole. */
export const reconciledSchema = z.object({
  billUsd: decimalSchema,
  ledgerUsd: decimalSchema,
  differenceUsd: decimalSchema,
  /** Of the ledger's amount; of a bill that only counts, the largest of its quantities. */
  differenceShare: decimalSchema,
  /** What the ledger holds of providers whose bill counts and names no amount: in no line and in no other sum. */
  uncomparedUsd: decimalSchema,
  summary: z.record(z.string(), z.object({ lines: countSchema, differenceUsd: decimalSchema })),
  lines: z.array(
    z.object({
      kind: z.enum(RECONCILE_KINDS),
      provider: z.string(),
      day: z.optional(daySchema),
      model: z.optional(z.string()),
      /** The usage part, where the bill has a line for each. */
      part: z.optional(z.string()),
      billUsd: decimalSchema,
      ledgerUsd: decimalSchema,
      differenceUsd: decimalSchema,
      description: z.optional(z.string()),
      /** Entries of a `missing-here` line that are in the ledger without a price. */
      unpricedEvents: z.optional(countSchema),
    }),
  ),
  quantities: z.array(
    z.object({
      provider: z.string(),
      model: z.optional(z.string()),
      unit: z.string(),
      billed: z.optional(decimalSchema),
      recorded: z.optional(decimalSchema),
      difference: z.optional(decimalSchema),
      subscription: z.optional(z.string()),
      included: z.optional(decimalSchema),
      overage: z.optional(decimalSchema),
      effectiveUnitPriceUsd: z.optional(decimalSchema),
    }),
  ),
  /** What providers reported with each event, against what was computed for the same events. */
  reported: z.array(
    z.object({
      provider: z.string(),
      model: z.string(),
      reportedUsd: decimalSchema,
      computedUsd: decimalSchema,
      differenceUsd: decimalSchema,
    }),
  ),
  /** Prices that seem wrong by a factor; POST /prices/what-if tries the action before anything is written. */
  corrections: z.array(correctionSchema),
});

/** POST /reports/reconcile: what is too large for one answer becomes a job. */
export const reconciliationSchema = z.union([jobStartedSchema, reconciledSchema]);
