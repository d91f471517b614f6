import * as z from 'zod/mini';
import { divideHalfEven } from '../../money/decimal.ts';
import { billDay, billModel, BillProblems, type BillOptions, type BillRow } from './bill-row.ts';

/** A page of `GET /v1/organizations/cost_report`, grouped by description or not. */
export const anthropicCostPage = z.object({
  data: z.array(
    z.object({
      starting_at: z.string(),
      results: z.array(
        z.object({
          amount: z.unknown(),
          currency: z.optional(z.string()),
          model: z.optional(z.nullable(z.string())),
          description: z.optional(z.nullable(z.string())),
        }),
      ),
    }),
  ),
  has_more: z.optional(z.boolean()),
});

type Page = z.infer<typeof anthropicCostPage>;

/** Amounts are cents as decimal strings: "123.45" is 1.2345 USD. */
export function anthropicCostReport(pages: readonly Page[], options: BillOptions): BillRow[] {
  const problems = new BillProblems();
  if (pages.at(-1)?.has_more)
    problems.add('has_more', 'the report has more pages: send all pages as one array');
  const buckets = pages.flatMap((page) => page.data);
  const rows = buckets.flatMap((bucket, index) => {
    const day = billDay(bucket.starting_at);
    if (!day) problems.add(`data.${index}.starting_at`, `"${bucket.starting_at}" is not a time`);
    return bucket.results.map((result): BillRow => {
      const cents = problems.amount(`data.${index}.results.amount`, result.amount, result.currency, options);
      return {
        provider: 'anthropic',
        day,
        model: billModel(result.model, options),
        kind: 'usage',
        amount: divideHalfEven(cents, 100n),
        description: result.description ?? 'Anthropic cost report',
      };
    });
  });
  problems.throwIfAny();
  return rows;
}
