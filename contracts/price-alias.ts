import * as z from 'zod/mini';
import { priceTimeSchema } from './price-override.ts';
import { LIMITS } from './message-limits.ts';
import { boundedText } from './bounded-text.ts';

const name = boundedText(LIMITS.nameCharacters);

/** A name that costs what a listed model of the same provider costs, in `[from, to)`. */
export const priceAliasSchema = z.strictObject({
  provider: name,
  /** The name as messages have it. */
  model: name,
  /** A model that has prices, such as a suggestion of GET /prices/unpriced. */
  as: name,
  /** Absent: always. */
  from: z.optional(z.nullable(priceTimeSchema)),
  /** Absent: for ever. */
  to: z.optional(z.nullable(priceTimeSchema)),
  notes: z.optional(boundedText(1000)),
});

export type PriceAliasInput = z.infer<typeof priceAliasSchema>;
