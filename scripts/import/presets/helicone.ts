import type { ImportMap } from '../import-map.ts';
import { MAKERS } from '../model-makers.ts';

/**
 * Requests of Helicone, as its tool exports them or its API answers them: `prompt_tokens` are without the cached ones,
 * and the tool's CSV names neither request nor provider.
 */
export const helicone: ImportMap = {
  id: ['request_id', 'id', 'response_id'],
  occurredAt: ['request_created_at', 'created_at', 'createdAt', 'response_created_at'],
  provider: {
    first: [
      'provider',
      {
        column: ['model', 'response_model', 'request_model', 'model_override'],
        begins: MAKERS,
        otherwise: 'unknown',
      },
    ],
  },
  model: ['model', 'response_model', 'request_model', 'model_override'],
  operation: ['path', 'request_path'],
  reportedCostUsd: ['cost', 'cost_usd', 'costUSD', 'provider_total_cost'],
  userId: ['user_id', 'request_user_id', 'user'],
  outcome: {
    column: ['response_status', 'status'],
    begins: { '4': 'failed', '5': 'failed', '-': 'aborted' },
  },
  // The request whose answer was kept; none is all zeros.
  gatewayCache: {
    hit: { column: 'cache_reference_id', begins: { '00000000-0000': 'false' }, otherwise: 'true' },
    gateway: 'helicone',
  },
  resource: {
    type: { value: 'session' },
    id: ['session_id', 'properties.Helicone-Session-Id', 'request_properties.Helicone-Session-Id'],
  },
  usage: {
    input_tokens: ['prompt_tokens', 'promptTokens'],
    input_audio_tokens: 'prompt_audio_tokens',
    cache_read_tokens: ['prompt_cache_read_tokens', 'promptCacheReadTokens'],
    cache_write_5m_tokens: ['prompt_cache_write_tokens', 'promptCacheWriteTokens'],
    output_tokens: ['completion_tokens', 'completionTokens'],
    output_audio_tokens: 'completion_audio_tokens',
  },
};
