import {
  billDay,
  billQuantity,
  billModel,
  BillProblems,
  type BillOptions,
  type BillRow,
} from './bill-row.ts';
import type { CsvTable } from './csv-table.ts';

const KINDS: Readonly<Record<string, BillRow['kind']>> = {
  Usage: 'usage',
  DiscountedUsage: 'usage',
  SavingsPlanCoveredUsage: 'usage',
  Fee: 'fixed-fee',
  RIFee: 'fixed-fee',
  SavingsPlanRecurringFee: 'fixed-fee',
  SavingsPlanUpfrontFee: 'fixed-fee',
  Tax: 'tax',
};

/** Usage types (after the region prefix) as the SKUs of the catalogue; the first that fits counts. */
const SKUS: readonly (readonly [product: string, usageType: RegExp, sku: string])[] = [
  ['AWSLambda', /^Lambda-GB-Second-ARM/, 'duration-arm64'],
  ['AWSLambda', /^Lambda-GB-Second/, 'duration-x86_64'],
  ['AWSLambda', /^Request-ARM/, 'request-arm64'],
  ['AWSLambda', /^Request/, 'request-x86_64'],
  ['AmazonS3', /^Requests-Tier1/, 'standard-put-copy-post-list'],
  ['AmazonS3', /^Requests-Tier2/, 'standard-get-select'],
  ['AmazonS3', /^TimedStorage-ByteHrs/, 'standard-storage'],
  ['AmazonS3', /^TimedStorage-SIA-ByteHrs/, 'standard-ia-storage'],
  ['AmazonS3', /^DataTransfer-Out-Bytes/, 'data-transfer-out-internet'],
  ['AWSQueueService', /^Requests-FIFO/, 'fifo-request'],
  ['AWSQueueService', /^Requests/, 'standard-request'],
  ['AmazonSES', /^Recipients/, 'outbound-a-la-carte'],
  ['AmazonSNS', /^Requests/, 'publish'],
  ['AmazonApiGateway', /^ApiGatewayRequest/, 'rest-request'],
  ['AmazonDynamoDB', /^WriteRequestUnits/, 'write-request-unit'],
  ['AmazonDynamoDB', /^ReadRequestUnits/, 'read-request-unit'],
  ['AmazonDynamoDB', /^TimedStorage-ByteHrs/, 'storage'],
];

/** `USE1-Requests-Tier1` without the region in front. */
const REGION_PREFIX = /^[A-Z]{2,4}\d?-/;

function skuOf(product: string, usageType: string): string {
  const local = usageType.replace(REGION_PREFIX, '');
  const known = SKUS.find(([code, rule]) => code === product && rule.test(local));
  return known?.[2] ?? `${product}:${local}`;
}

/**
 * Cost and Usage Report, legacy (`lineItem/…`) or 2.0 (`line_item_…`) columns, at unblended cost. Usage of a
 * product the catalogue does not know keeps `Product:UsageType` as its model. Discounts, credits and refunds are
 * credits.
 */
export function awsCostReport(table: CsvTable, options: BillOptions): BillRow[] {
  const problems = new BillProblems();
  const rows = table.rows.map((row, index): BillRow => {
    const product = row['line_item_product_code'] ?? '';
    const usageType = row['line_item_usage_type'] ?? '';
    const kind = KINDS[row['line_item_line_item_type'] ?? 'Usage'] ?? 'credit';
    const currency = row['line_item_currency_code'];
    const field = `row ${index + 2}, UnblendedCost`;
    return {
      provider: product === 'AmazonBedrock' ? 'bedrock' : 'aws',
      day: billDay(row['line_item_usage_start_date']),
      model: kind === 'usage' ? billModel(skuOf(product, usageType), options) : undefined,
      kind,
      amount: problems.amount(field, row['line_item_unblended_cost'], currency, options),
      unit: usageType || undefined,
      quantity: billQuantity(row['line_item_usage_amount']),
      description: row['line_item_line_item_description'] || `${product} ${usageType}`.trim(),
    };
  });
  problems.throwIfAny();
  return rows;
}
