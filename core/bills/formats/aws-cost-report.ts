import { lookUp } from '../../../contracts/look-up.ts';
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

/** A line of the price list: which product and usage type, and what the ledger calls SKU and part. */
type Sku = readonly [product: string, usageType: RegExp, sku: string, part: string];

/** Usage types (after the region prefix) as SKUs of the catalogue; the first that fits counts. */
const SKUS: readonly Sku[] = [
  ['AWSLambda', /^Lambda-GB-Second-ARM/, 'lambda-arm64', 'gb_seconds'],
  ['AWSLambda', /^Lambda-GB-Second/, 'lambda-x86_64', 'gb_seconds'],
  ['AWSLambda', /^Request-ARM/, 'lambda-arm64', 'requests'],
  ['AWSLambda', /^Request/, 'lambda-x86_64', 'requests'],
  ['AmazonS3', /^Requests-Tier1/, 'standard-put', 'requests'],
  ['AmazonS3', /^Requests-Tier2/, 'standard-get', 'requests'],
  ['AmazonS3', /^Requests-SIA-Tier1/, 'standard-ia-put', 'requests'],
  ['AmazonS3', /^Requests-SIA-Tier2/, 'standard-ia-get', 'requests'],
  ['AmazonS3', /^Requests-ZIA-Tier1/, 'onezone-ia-put', 'requests'],
  ['AmazonS3', /^Requests-ZIA-Tier2/, 'onezone-ia-get', 'requests'],
  ['AmazonS3', /^Requests-GIR-Tier1/, 'glacier-ir-put', 'requests'],
  ['AmazonS3', /^Requests-GIR-Tier2/, 'glacier-ir-get', 'requests'],
  ['AmazonS3', /^Requests-INT-Tier1/, 'intelligent-tiering-put', 'requests'],
  ['AmazonS3', /^Requests-INT-Tier2/, 'intelligent-tiering-get', 'requests'],
  ['AmazonS3', /^TimedStorage-ByteHrs/, 's3-standard', 'gb_months'],
  ['AmazonS3', /^TimedStorage-SIA-ByteHrs/, 'standard-ia', 'gb_months'],
  ['AmazonS3', /^TimedStorage-ZIA-ByteHrs/, 'onezone-ia', 'gb_months'],
  ['AmazonS3', /^TimedStorage-GIR-ByteHrs/, 'glacier-ir', 'gb_months'],
  ['AmazonS3', /^TimedStorage-GlacierByteHrs/, 'glacier', 'gb_months'],
  ['AmazonS3', /^TimedStorage-GDA-ByteHrs/, 'deep-archive', 'gb_months'],
  ['AmazonS3', /^TimedStorage-INT-FA-ByteHrs/, 'intelligent-tiering', 'gb_months'],
  ['AmazonS3', /^DataTransfer-Out-Bytes/, 'data-transfer-out-internet', 'egress_gb'],
  ['AWSQueueService', /^Requests-FIFO/, 'sqs-fifo', 'requests'],
  ['AWSQueueService', /^Requests/, 'sqs-standard', 'requests'],
  ['AmazonSES', /^Recipients/, 'outbound-a-la-carte', 'emails'],
  ['AmazonSES', /^AttachmentsSize/, 'outbound-a-la-carte', 'attachment_gb'],
  ['AmazonSNS', /^Requests/, 'sns-publish', 'requests'],
  ['AmazonApiGateway', /^ApiGatewayRequest/, 'rest-request', 'requests'],
  ['AmazonApiGateway', /^ApiGatewayHttpRequest/, 'http-request', 'requests'],
  ['AmazonDynamoDB', /^WriteRequestUnits/, 'dynamodb-on-demand', 'write_request_units'],
  ['AmazonDynamoDB', /^ReadRequestUnits/, 'dynamodb-on-demand', 'read_request_units'],
  ['AmazonDynamoDB', /^TimedStorage-ByteHrs/, 'dynamodb-on-demand', 'gb_months'],
];

/** `USE1-Requests-Tier1` without the region in front. */
const REGION_PREFIX = /^[A-Z]{2,4}\d?-/;

/** What a line of the report charges, in the ledger's words. */
interface BilledSku {
  readonly provider: string;
  readonly model: string;
  readonly part?: string | undefined;
}

/** The SKU of a product's usage type; one that the catalogue does not know keeps `Product:UsageType`. */
export function awsSku(product: string, usageType: string, productName: string): BilledSku {
  const local = usageType.replace(REGION_PREFIX, '');
  const model = bedrockModel(product, local, productName);
  if (model !== undefined) return { provider: 'bedrock', model };
  const known = SKUS.find(([code, rule]) => code === product && rule.test(local));
  if (known) return { provider: 'aws', model: known[2], part: known[3] };
  return { provider: 'aws', model: `${product}:${local}` };
}

/** Models of others are sold by the Marketplace: the product is a random code, and its name says which model. */
const MARKETPLACE = /\(Amazon Bedrock Edition\)\s*$/i;
/** `Claude3Sonnet-input-tokens`, `NovaLite-cache-read-input-token-count-batch`: the model is in front. */
const TOKEN_TYPE = /-(?:mantle-)?(?:cache-(?:read|write)-)?(?:input|output)-(?:tokens?|token-count)\b.*$/i;

function bedrockModel(product: string, local: string, productName: string): string | undefined {
  if (MARKETPLACE.test(productName)) return productName.trim();
  if (!product.startsWith('AmazonBedrock')) return undefined;
  // `NovaLite` is nova-lite.
  return local.replace(TOKEN_TYPE, '').replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2');
}

/** The product's name: a column of its own, or a field of the JSON that the second version keeps it in. */
function productNameOf(row: Readonly<Record<string, string>>): string {
  const named = row['product_product_name'] || row['product_servicename'];
  if (named) return named;
  return /"product_?name"\s*:\s*"([^"]*)"/i.exec(row['product'] ?? '')?.[1] ?? '';
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
    const kind = lookUp(KINDS, row['line_item_line_item_type'] ?? 'Usage') ?? 'credit';
    const currency = row['line_item_currency_code'];
    const field = `row ${index + 2}, UnblendedCost`;
    const sku = awsSku(product, usageType, productNameOf(row));
    return {
      provider: sku.provider,
      day: billDay(row['line_item_usage_start_date']),
      ...(kind === 'usage' && { model: billModel(sku.model, options), part: sku.part }),
      kind,
      amount: problems.amount(field, row['line_item_unblended_cost'], currency, options),
      unit: sku.part ?? (usageType || undefined),
      quantity: billQuantity(row['line_item_usage_amount']),
      description: row['line_item_line_item_description'] || `${product} ${usageType}`.trim(),
    };
  });
  problems.throwIfAny();
  return rows;
}
