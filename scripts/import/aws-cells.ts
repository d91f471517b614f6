import { awsSku } from '../../core/bills/formats/aws-cost-report.ts';
import type { Row } from './cells.ts';

const USAGE = /^(?:Usage|DiscountedUsage|SavingsPlanCoveredUsage)$/;

/**
 * A row of a Cost and Usage Report with the catalogue's words for what it charges, as the columns `sku.provider`,
 * `sku.model` and `sku.part`; taxes, credits and fees have none. Other rows as they are.
 */
export function withAwsSku(row: Row): Row {
  const cell = (modern: string, legacy: string) => row[modern] ?? row[legacy] ?? '';
  const usageType = cell('line_item_usage_type', 'lineitem/usagetype');
  const kind = cell('line_item_line_item_type', 'lineitem/lineitemtype');
  if (usageType === '' || !USAGE.test(kind)) return row;
  const product = cell('line_item_product_code', 'lineitem/productcode');
  const named = /"product_?name"\s*:\s*"([^"]*)"/i.exec(row['product'] ?? '')?.[1];
  const sku = awsSku(
    product,
    usageType,
    cell('product_product_name', 'product/productname') || (named ?? ''),
  );
  return {
    ...row,
    'sku.provider': sku.provider,
    'sku.model': sku.model,
    ...(sku.part !== undefined && { 'sku.part': sku.part }),
  };
}
