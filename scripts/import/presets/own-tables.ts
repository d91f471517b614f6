import type { ImportMap } from '../import-map.ts';

const TOKENS = {
  input_tokens: ['input_tokens', 'inputTokens', 'metadata.input_tokens', 'metadata.inputTokens'],
  cache_read_tokens: ['cache_read_tokens', 'metadata.cache_read_tokens'],
  output_tokens: ['output_tokens', 'outputTokens', 'metadata.output_tokens', 'metadata.outputTokens'],
  // Under OpenAI's names, which the ledger reads: the cached ones are inside the prompt.
  prompt_tokens: ['prompt_tokens', 'promptTokens', 'metadata.prompt_tokens', 'metadata.promptTokens'],
  completion_tokens: [
    'completion_tokens',
    'completionTokens',
    'metadata.completion_tokens',
    'metadata.completionTokens',
  ],
  cached_tokens: ['cached_tokens', 'cachedTokens', 'metadata.cached_tokens', 'metadata.cachedTokens'],
};

/** A row for each use of a resource by a job: quantity × unit cost. */
export const storyUsageTracking: ImportMap = {
  id: 'id',
  occurredAt: ['recorded_at', 'created_at'],
  provider: 'provider',
  model: ['model', 'metadata.model', 'resource_type'],
  operation: ['operation', 'resource_type'],
  userId: 'user_id',
  reportedCostUsd: ['total_cost_usd', 'total_cost', 'cost_usd', 'cost'],
  resource: { type: { value: 'job' }, id: ['job_id', 'story_id'] },
  usage: TOKENS,
  quantity: { amount: 'quantity', unit: ['unit', 'resource_type'] },
};

/** A row for each event of a service, with details as JSON. */
export const costTrackingEvents: ImportMap = {
  id: ['id', 'event_id'],
  occurredAt: ['created_at', 'occurred_at', 'timestamp', 'recorded_at'],
  provider: ['provider', 'metadata.provider', 'service'],
  model: ['model', 'metadata.model', 'event_type'],
  service: 'service',
  region: ['region', 'metadata.region'],
  operation: 'event_type',
  userId: ['user_id', 'metadata.user_id'],
  reportedCostUsd: ['total_cost_usd', 'total_cost', 'total', 'cost_usd', 'amount', 'cost'],
  resource: [
    { type: ['resource_type', 'entity_type'], id: ['resource_id', 'entity_id'] },
    { type: { value: 'episode' }, id: ['episode_id', 'metadata.episode_id'] },
  ],
  group: [
    { type: { value: 'podcast' }, id: ['podcast_id', 'metadata.podcast_id'] },
    { type: { value: 'session' }, id: ['session_id', 'metadata.session_id'] },
  ],
  usage: TOKENS,
  quantity: { amount: 'quantity', unit: 'unit' },
  metadata: { durationMs: ['duration_ms', 'metadata.duration_ms'] },
};

/** A row for each operation on a resource, with what it cost and details as JSON. */
export const costEntry: ImportMap = {
  id: ['id', 'entryId'],
  occurredAt: ['timestamp', 'createdAt', 'created_at'],
  provider: ['provider', 'metadata.provider', 'service'],
  model: ['model', 'metadata.model', 'operation'],
  service: 'service',
  region: ['region', 'metadata.region'],
  operation: ['operation', 'operationType'],
  userId: ['userId', 'user_id', 'metadata.userId'],
  reportedCostUsd: ['costUsd', 'totalCost', 'cost', 'amount'],
  resource: [
    { type: ['resourceType', 'resource_type'], id: ['resourceId', 'resource_id'] },
    {
      type: { value: 'episode' },
      id: ['episodeId', 'episode_id', 'metadata.episodeId', 'metadata.episode_id'],
    },
  ],
  group: [
    { type: ['groupType', 'parentType'], id: ['groupId', 'parentId'] },
    {
      type: { value: 'podcast' },
      id: ['podcastId', 'podcast_id', 'metadata.podcastId', 'metadata.podcast_id'],
    },
  ],
  usage: {
    ...TOKENS,
    characters: 'metadata.characters',
    images: 'metadata.images',
    duration_ms: 'metadata.durationMs',
  },
  quantity: { amount: ['quantity', 'metadata.quantity', 'units'], unit: ['unit', 'metadata.unit'] },
};
