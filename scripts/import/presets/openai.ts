import type { ImportMap } from '../import-map.ts';

/** Usage export of OpenAI's console, or results of its usage API: cached tokens are inside the input. */
export const openai: ImportMap = {
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
