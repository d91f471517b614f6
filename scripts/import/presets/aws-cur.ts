import type { ImportMap } from '../import-map.ts';

/** Lines of an AWS Cost and Usage Report, in either form; what is no usage is rejected with its line. */
export const awsCur: ImportMap = {
  // Every refresh of a report writes the ids of its lines anew: docs.aws.amazon.com/cur, identity/LineItemId.
  same: [
    ['line_item_usage_account_id', 'lineItem/UsageAccountId'],
    ['line_item_resource_id', 'lineItem/ResourceId'],
    ['line_item_product_code', 'lineItem/ProductCode'],
    ['line_item_usage_type', 'lineItem/UsageType'],
    ['line_item_operation', 'lineItem/Operation'],
    ['line_item_availability_zone', 'lineItem/AvailabilityZone'],
    ['line_item_usage_start_date', 'lineItem/UsageStartDate'],
    ['line_item_usage_end_date', 'lineItem/UsageEndDate'],
    ['line_item_line_item_type', 'lineItem/LineItemType'],
    ['pricing_rate_code', 'pricing/RateCode'],
    ['pricing_term', 'pricing/term'],
    ['reservation_reservation_a_r_n', 'reservation/ReservationARN'],
    ['savings_plan_savings_plan_a_r_n', 'savingsPlan/SavingsPlanARN'],
    'resource_tags',
    ['resource_tags_*', 'resourceTags/*'],
  ],
  occurredAt: ['line_item_usage_start_date', 'lineItem/UsageStartDate'],
  provider: 'sku.provider',
  model: 'sku.model',
  region: ['product_region_code', 'product/regionCode', 'product/region'],
  operation: ['line_item_operation', 'lineItem/Operation'],
  reportedCostUsd: ['line_item_unblended_cost', 'lineItem/UnblendedCost'],
  resource: { type: { value: 'aws-resource' }, id: ['line_item_resource_id', 'lineItem/ResourceId'] },
  group: { type: { value: 'account' }, id: ['line_item_usage_account_id', 'lineItem/UsageAccountId'] },
  quantity: {
    amount: ['line_item_usage_amount', 'lineItem/UsageAmount'],
    unit: ['sku.part', 'line_item_usage_type', 'lineItem/UsageType'],
  },
};
