import * as z from 'zod/mini';
import { divideHalfEven } from '../../money/decimal.ts';
import type { CsvTable } from './csv-table.ts';
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
          cost_type: z.optional(z.nullable(z.string())),
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
        part: feePart(result.cost_type, result.model),
        kind: 'usage',
        amount: divideHalfEven(cents, 100n),
        description: result.description ?? 'Anthropic cost report',
      };
    });
  });
  problems.throwIfAny();
  return rows;
}

/** Searches are billed without a model; the ledger counts them with the call that made them. */
function feePart(costType: string | null | undefined, model: string | null | undefined): string | undefined {
  return costType === 'web_search' && !model ? 'web_searches' : undefined;
}

/** True for the columns of the cost export of Anthropic's console. */
export function isAnthropicCostTable({ columns }: CsvTable): boolean {
  return columns.has('usage_date_utc') && columns.has('cost_usd');
}

/** The cost export of Anthropic's console: dollars by day, model, key and kind of token. */
export function anthropicCostTable(table: CsvTable, options: BillOptions): BillRow[] {
  const problems = new BillProblems();
  const rows = table.rows.map((row, index): BillRow => {
    const at = `row ${index + 2}`;
    const day = billDay(row['usage_date_utc']);
    if (!day) problems.add(`${at}, usage_date_utc`, `"${row['usage_date_utc'] ?? ''}" is not a day`);
    return {
      provider: 'anthropic',
      day,
      model: billModel(row['model'], options),
      part: feePart(row['cost_type'], row['model']),
      kind: 'usage',
      amount: problems.amount(`${at}, cost_usd`, row['cost_usd'], 'USD', options),
      description: [row['model'], row['token_type']].filter(Boolean).join(' ') || 'Anthropic costs',
    };
  });
  problems.throwIfAny();
  return rows;
}
