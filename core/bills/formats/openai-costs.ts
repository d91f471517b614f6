import * as z from 'zod/mini';
import { dayOf } from '../../time/ledger-time.ts';
import { billModel, BillProblems, type BillOptions, type BillRow } from './bill-row.ts';

/** A page of `GET /v1/organization/costs`, grouped by line_item or not. */
export const openaiCostsPage = z.object({
  object: z.literal('page'),
  data: z.array(
    z.object({
      start_time: z.int(),
      results: z.array(
        z.object({
          amount: z.object({ value: z.unknown(), currency: z.optional(z.string()) }),
          line_item: z.optional(z.nullable(z.string())),
        }),
      ),
    }),
  ),
  has_more: z.optional(z.boolean()),
});

type Page = z.infer<typeof openaiCostsPage>;

/** `gpt-4o-mini-2024-07-18, input` is the model gpt-4o-mini; the part after the comma is kept as description. */
export function openaiCosts(pages: readonly Page[], options: BillOptions): BillRow[] {
  const problems = new BillProblems();
  if (pages.at(-1)?.has_more)
    problems.add('has_more', 'the export has more pages: send all pages as one array');
  const buckets = pages.flatMap((page) => page.data);
  const rows = buckets.flatMap((bucket, index) =>
    bucket.results.map(({ amount, line_item: item }): BillRow => {
      const field = `data.${index}.results.amount`;
      return {
        provider: 'openai',
        day: dayOf(bucket.start_time * 1000),
        model: billModel(item?.split(',')[0], options),
        kind: 'usage',
        amount: problems.amount(field, amount.value, amount.currency, options),
        description: item ?? 'OpenAI costs',
      };
    }),
  );
  problems.throwIfAny();
  return rows;
}
