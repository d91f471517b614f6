import { PERIODS } from '../budget-vocabulary.ts';
import * as z from 'zod/mini';
import {
  asOf,
  countSchema,
  daySchema,
  decimalSchema,
  namedBudgetScopeSchema,
  nextCursor,
  pageQuery,
} from './common.ts';

const DAYS_HELP = 'must be a whole number from 1 to 31';

/** GET /budgets/expected: who is below a limit and is expected to reach it in the coming days, the next one first. */
export const expectedCrossingsSchema = z.object({
  ...asOf,
  /** Today, and the last of the days that were looked at. */
  from: daySchema,
  to: daySchema,
  crossings: z.array(
    z.object({
      budgetId: z.string(),
      budgetName: z.string(),
      scope: namedBudgetScopeSchema,
      period: z.enum(PERIODS),
      /** `2026-11-21`, `2026-W47`, `2026-11` or `lifetime`. */
      periodKey: z.string(),
      limitUsd: decimalSchema,
      spentUsd: decimalSchema,
      /** What is expected to be spent by `to`, or by the end of the period if that is sooner: an estimate. */
      expectedUsd: decimalSchema,
      /** Events of the period without a price: both amounts are that much too low. */
      unpricedEvents: countSchema,
      /** The day on which the limit is expected to be reached. */
      crossesOn: daySchema,
    }),
  ),
  /** Budgets of values that were looked at: below their limit, with spend on three days of ten weeks at least. */
  looked: countSchema,
  /** Those farthest from their limit, which were too many to be looked at. */
  left: countSchema,
  ...nextCursor,
});

/** `days` ahead, today among them; seven without it. */
export const expectedCrossingsQuery = z.strictObject({
  ...pageQuery,
  days: z.optional(
    z.string().check(
      z.regex(/^\d{1,2}$/, DAYS_HELP),
      z.refine((text) => Number(text) >= 1 && Number(text) <= 31, DAYS_HELP),
    ),
  ),
});
