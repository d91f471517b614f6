import * as z from 'zod/mini';
import { dayOf } from '../../time/ledger-time.ts';
import { ZERO_USD } from '../../money/decimal.ts';
import { billDay, billModel, BillProblems, type BillOptions, type BillRow } from './bill-row.ts';
import type { CsvTable } from './csv-table.ts';

/** A page of `GET /v1/organization/costs`, grouped by line_item or not. */
export const openaiCostsPage = z.object({
  object: z.literal('page'),
  data: z.array(
    z.object({
      start_time: z.int(),
      results: z.array(
        z.object({
          amount: z.nullable(z.object({ value: z.unknown(), currency: z.optional(z.string()) })),
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
        // A bucket in which nothing was spent has no amount.
        amount: amount === null ? ZERO_USD : problems.amount(field, amount.value, amount.currency, options),
        description: item ?? 'OpenAI costs',
      };
    }),
  );
  problems.throwIfAny();
  return rows;
}

/** True for the columns of the cost export of OpenAI's console. */
export function isOpenAiCostTable({ columns }: CsvTable): boolean {
  return columns.has('amount_value') && columns.has('line_item');
}

/** The cost export of OpenAI's console: a line for each bucket and line item, empty where nothing was spent. */
export function openaiCostTable(table: CsvTable, options: BillOptions): BillRow[] {
  const problems = new BillProblems();
  const rows = table.rows.flatMap((row, index): BillRow[] => {
    if (!row['amount_value']) return [];
    const at = `row ${index + 2}`;
    const day = bucketDay(row);
    if (!day) problems.add(`${at}, start_time`, 'is neither seconds since 1970 nor a time');
    const item = row['line_item'] || undefined;
    return [
      {
        provider: 'openai',
        day,
        model: billModel(item?.split(',')[0], options),
        kind: 'usage',
        amount: problems.amount(`${at}, amount_value`, row['amount_value'], row['amount_currency'], options),
        description: item ?? 'OpenAI costs',
      },
    ];
  });
  problems.throwIfAny();
  return rows;
}

function bucketDay(row: Readonly<Record<string, string>>) {
  const seconds = row['start_time'] ?? '';
  return /^\d{9,10}$/.test(seconds)
    ? dayOf(Number(seconds) * 1000)
    : billDay(row['start_time_iso'] || seconds);
}
