import type { BillFormat } from '../../../contracts/report-vocabulary.ts';
import * as z from 'zod/mini';
import { InvalidInputError } from '../../errors.ts';
import { parseExactJson } from '../../usage/exact-json.ts';
import {
  anthropicCostPage,
  anthropicCostReport,
  anthropicCostTable,
  isAnthropicCostTable,
} from './anthropic-cost-report.ts';
import { awsCostReport } from './aws-cost-report.ts';
import type { BillOptions, BillRow } from './bill-row.ts';
import { readCsvTable } from './csv-table.ts';
import { focusBill } from './focus-bill.ts';
import { isOpenAiCostTable, openaiCosts, openaiCostsPage, openaiCostTable } from './openai-costs.ts';
import { plainBill } from './plain-bill.ts';

/** A bill that was read. */
export interface Bill {
  readonly format: BillFormat;
  readonly rows: readonly BillRow[];
}

const HELP =
  'send costs of OpenAI or Anthropic (JSON pages of the API, or the CSV of the console), an AWS Cost and Usage Report or a FOCUS file (CSV), or CSV with the columns provider,model,day,usd or provider,model,day,unit,quantity';

/** `why` goes on behind "The bill". */
function unknownFormat(why: string, options?: ErrorOptions): InvalidInputError {
  const message = `${why}: ${HELP}`;
  return new InvalidInputError(`The bill ${message}`, [{ field: 'bill', message }], options);
}

function parseJsonBill(text: string, options: BillOptions): Bill {
  let document: unknown;
  try {
    document = parseExactJson(text);
  } catch (cause) {
    throw unknownFormat('begins like JSON and is none', { cause });
  }
  const pages = Array.isArray(document) ? document : [document];
  const openai = z.safeParse(z.array(openaiCostsPage), pages);
  if (openai.success) return { format: 'openai-costs', rows: openaiCosts(openai.data, options) };
  const anthropic = z.safeParse(z.array(anthropicCostPage), pages);
  if (anthropic.success)
    return { format: 'anthropic-cost-report', rows: anthropicCostReport(anthropic.data, options) };
  throw unknownFormat('is JSON of no cost report that is known');
}

/**
 * Reads a provider's bill; its format is recognised by its content. Amounts are exact. Throws InvalidInputError
 * with the row and the way out for anything that is not understood: a line is never left out silently.
 */
export function parseBill(text: string, options: BillOptions = {}): Bill {
  if (/^\uFEFF?\s*[[{]/.test(text)) return parseJsonBill(text.replace(/^\uFEFF/, ''), options);
  const table = readCsvTable(text);
  const { columns } = table;
  if (columns.has('line_item_unblended_cost'))
    return { format: 'aws-cur', rows: awsCostReport(table, options) };
  if (isOpenAiCostTable(table)) return { format: 'openai-costs', rows: openaiCostTable(table, options) };
  if (isAnthropicCostTable(table)) {
    return { format: 'anthropic-cost-report', rows: anthropicCostTable(table, options) };
  }
  if (columns.has('billed_cost')) return { format: 'focus', rows: focusBill(table, options) };
  if (columns.has('provider') && columns.has('usd'))
    return { format: 'plain', rows: plainBill(table, options) };
  if (columns.has('provider') && columns.has('unit') && columns.has('quantity')) {
    return { format: 'quantities', rows: plainBill(table, options) };
  }
  if (columns.size === 0) throw unknownFormat('is empty');
  const names = [...columns].slice(0, 12).join(', ');
  throw unknownFormat(`has the columns ${names}, which are not those of a known bill`);
}
