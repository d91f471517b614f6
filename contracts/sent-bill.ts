import * as z from 'zod/mini';
import { oneOfHelp } from './one-of-help.ts';
import { BILL_FORMATS } from './report-vocabulary.ts';

const sentQuantity = z
  .string()
  .check(z.regex(/^\d{1,26}(\.\d{1,12})?$/, 'must be a decimal string such as "22.00"'));

/** `{"content": "the bill", …}`: a bill with what there is to say of it. */
export const sentBillSchema = z.strictObject({
  /** Its text; a provider's JSON may be given as it is, amounts of up to 15 digits stay exact. */
  content: z.union([z.string(), z.looseObject({}), z.array(z.unknown())], {
    error: 'must be the text of the bill, or its JSON',
  }),
  /** What the bill must turn out to be; formats are recognised by their content. */
  format: z.optional(z.enum(BILL_FORMATS, { error: oneOfHelp(BILL_FORMATS) })),
  /** The bill's names of models, and the ledger's for them, where they differ. */
  models: z.optional(z.record(z.string(), z.string())),
  /** Plans with an allowance. */
  subscriptions: z.optional(
    z
      .array(
        z.strictObject({
          name: z.string(),
          provider: z.string(),
          model: z.optional(z.string()),
          unit: z.string(),
          included: sentQuantity,
          feeUsd: z.optional(sentQuantity),
        }),
      )
      .check(z.maxLength(50)),
  ),
  /** A difference up to this share of the ledger's amount is a match; default 0.5. */
  tolerancePercent: z.optional(z.number().check(z.gte(0), z.lte(100))),
});
