import type { ImportMap } from './import-map.ts';
import { MAKERS } from './model-makers.ts';

/** Usage export of OpenAI's console, or results of its usage API: cached tokens are inside the input. */
const openai: ImportMap = {
  rows: ['data', 'results'],
  // A day that is not over grows from one export to the next.
  same: [
    ['start_time_iso', 'start_time'],
    ['end_time_iso', 'end_time'],
    'project_id',
    'project_name',
    'user_id',
    'user_email',
    'api_key_id',
    'model',
    'batch',
    'service_tier',
    'size',
    'source',
  ],
  occurredAt: ['start_time_iso', 'start_time'],
  provider: { value: 'openai' },
  model: 'model',
  userId: ['user_id', 'user_email'],
  operation: { value: 'imported usage' },
  group: { type: { value: 'project' }, id: ['project_id', 'project_name'] },
  attributes: {
    service_tier: {
      column: ['batch', 'service_tier'],
      values: { true: 'batch', batch: 'batch', flex: 'flex', priority: 'priority' },
    },
    // A row is the sum of many calls, and the step of a price is by the prompt of one.
    model_calls: ['num_model_requests', 'num_requests'],
  },
  usage: {
    input_tokens: { column: 'input_tokens', minus: ['input_cached_tokens'] },
    cache_read_tokens: 'input_cached_tokens',
    input_audio_tokens: 'input_audio_tokens',
    output_tokens: 'output_tokens',
    output_audio_tokens: 'output_audio_tokens',
    images: 'images',
    characters: 'characters',
    audio_seconds: 'seconds',
  },
  metadata: { requests: ['num_model_requests', 'num_requests'], apiKeyId: 'api_key_id' },
};

/** Usage export of Anthropic's console, or results of its usage API: every kind of token has its column. */
const anthropic: ImportMap = {
  rows: ['data', 'results'],
  same: [
    ['usage_date_utc', 'usage_date', 'starting_at'],
    'ending_at',
    ['model_version', 'model'],
    ['api_key', 'api_key_id'],
    ['workspace', 'workspace_id'],
    ['usage_type', 'service_tier'],
    'context_window',
    'inference_geo',
    'speed',
  ],
  occurredAt: ['usage_date_utc', 'usage_date', 'starting_at'],
  provider: { value: 'anthropic' },
  model: ['model_version', 'model'],
  operation: { value: 'imported usage' },
  group: { type: { value: 'workspace' }, id: ['workspace', 'workspace_id'] },
  tags: { key: ['api_key', 'api_key_id'] },
  attributes: {
    service_tier: {
      column: ['usage_type', 'service_tier'],
      values: { batch: 'batch', priority: 'priority' },
    },
    inference_geo: { column: 'inference_geo', values: { us: 'us' } },
    speed: { column: 'speed', values: { fast: 'fast' } },
    // The page's export and the API write it differently; a row of long prompts is above the step by its sum.
    prompt_size: {
      column: 'context_window',
      values: { '≤ 200k': 'short', '<= 200k': 'short', '0-200k': 'short' },
    },
  },
  usage: {
    input_tokens: ['usage_input_tokens_no_cache', 'uncached_input_tokens'],
    // Exports of before the lifetimes have one column for both.
    cache_write_5m_tokens: [
      'usage_input_tokens_cache_write_5m',
      'cache_creation.ephemeral_5m_input_tokens',
      'usage_input_tokens_cache_write',
    ],
    cache_write_1h_tokens: ['usage_input_tokens_cache_write_1h', 'cache_creation.ephemeral_1h_input_tokens'],
    cache_read_tokens: ['usage_input_tokens_cache_read', 'cache_read_input_tokens'],
    output_tokens: ['usage_output_tokens', 'output_tokens'],
    web_searches: ['web_search_count', 'server_tool_use.web_search_requests'],
  },
};

/**
 * `ccusage daily --json` (weekly, monthly and session too, by project or for all agents): a row for each model of each
 * period. Of several sections in one file the first is read, since each holds the same usage.
 */
const ccusage: ImportMap = {
  rows: ['projects', 'daily', 'weekly', 'monthly', 'sessions', 'session', 'modelBreakdowns'],
  // A day, a week or a session that is not over grows from one report to the next.
  same: ['date', 'period', 'week', 'month', 'sessionId', 'project', 'projectPath', 'agent', 'modelName'],
  // A session of all agents has its id as its period.
  occurredAt: ['date', 'metadata.lastActivity', 'lastActivity', 'period', 'week', 'month'],
  provider: { column: 'modelName', begins: MAKERS, otherwise: 'unknown' },
  model: 'modelName',
  operation: {
    column: 'agent',
    begins: { claude: 'claude-code', codex: 'codex', gemini: 'gemini-cli', opencode: 'opencode' },
    otherwise: 'coding agent',
    // A report of one agent alone does not name it.
    absent: 'claude-code',
  },
  reportedCostUsd: 'cost',
  resource: { type: { value: 'session' }, id: 'sessionId' },
  group: { type: { value: 'project' }, id: ['project', 'projectPath'] },
  // A row is the sum of a day's calls, and does not say of how many.
  attributes: { prompt_size: { value: 'short' } },
  usage: {
    input_tokens: 'inputTokens',
    cache_write_5m_tokens: 'cacheCreationTokens',
    cache_read_tokens: 'cacheReadTokens',
    output_tokens: 'outputTokens',
  },
};

/** Usage events of Cursor: what is included in a plan cost nothing more. */
const cursor: ImportMap = {
  // Later exports have other columns of the same event.
  same: ['Date', 'User', 'Model', 'Kind', 'Cloud Agent ID'],
  occurredAt: 'Date',
  provider: { value: 'cursor' },
  model: 'Model',
  operation: 'Kind',
  reportedCostUsd: ['Cost', 'Cost ($)', 'Cost to you'],
  userId: 'User',
  outcome: {
    column: 'Kind',
    values: { 'errored, no charge': 'failed', 'aborted, not charged': 'aborted' },
  },
  resource: { type: { value: 'agent' }, id: 'Cloud Agent ID' },
  tags: { max_mode: 'Max Mode' },
  usage: {
    input_tokens: 'Input (w/o Cache Write)',
    cache_write_5m_tokens: 'Input (w/ Cache Write)',
    cache_read_tokens: 'Cache Read',
    output_tokens: ['Output Tokens', 'Output'],
  },
};

/** Lines of an AWS Cost and Usage Report, in either form; what is no usage is rejected with its line. */
const awsCur: ImportMap = {
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

/** Maps for what providers and tools export. */
export const PROVIDER_PRESETS: Readonly<Record<string, ImportMap>> = {
  openai,
  anthropic,
  ccusage,
  cursor,
  'aws-cur': awsCur,
};
