import type { ImportMap } from '../import-map.ts';
import { MAKERS } from '../model-makers.ts';

/** A field of what Langfuse says that was used, by each of its names: of the export, of the table and of the API. */
function ofLangfuse(...names: readonly string[]): string[] {
  return names.flatMap((name) => [`usageDetails.${name}`, `usage_details.${name}`]);
}

const LANGFUSE_READ = ofLangfuse(
  'input_cached_tokens',
  'input_cache_read',
  'input_cache_read_tokens',
  'cache_read_input_tokens',
  'cached_tokens',
  'cached_content_token_count',
  'cachedContentTokenCount',
);
const LANGFUSE_5M = ofLangfuse(
  'input_cache_creation_5m',
  'cache_creation_input_tokens',
  'input_cache_creation',
  'input_cache_write',
  'input_cache_write_tokens',
);
const LANGFUSE_1H = ofLangfuse('input_cache_creation_1h');
const LANGFUSE_SOUND = ofLangfuse('input_audio_tokens', 'input_audio');
const LANGFUSE_REASONING = ofLangfuse('output_reasoning_tokens', 'output_reasoning', 'reasoning_tokens');
const LANGFUSE_SPOKEN = ofLangfuse('output_audio_tokens', 'output_audio');

/** Of these names those that Langfuse adds up in `inputUsage` and `outputUsage`: all that begin so. */
function summed(beginning: string, ...names: readonly (readonly string[])[]): string[][] {
  return names.map((some) => some.filter((name) => name.split('.')[1]?.startsWith(beginning)));
}

/**
 * Observations of Langfuse, as its page or its API exports them. Kinds of tokens are told side by side in
 * `usageDetails`; exports of before have `inputUsage`, their sum.
 */
export const langfuse: ImportMap = {
  id: 'id',
  occurredAt: ['endTime', 'end_time', 'startTime', 'start_time'],
  provider: {
    first: [
      [
        'metadata.provider',
        'metadata.ls_provider',
        'metadata.attributes.gen_ai.provider.name',
        'metadata.attributes.gen_ai.system',
        'metadata.attributes.ai.model.provider',
        'modelParameters.provider',
      ],
      {
        column: ['providedModelName', 'provided_model_name', 'model', 'internalModel'],
        begins: MAKERS,
        otherwise: 'unknown',
      },
    ],
  },
  model: ['providedModelName', 'provided_model_name', 'model', 'internalModel'],
  operation: 'name',
  reportedCostUsd: [
    'totalCost',
    'calculatedTotalCost',
    'total_cost',
    'costDetails.total',
    'cost_details.total',
  ],
  userId: ['userId', 'user_id', 'traceUserId'],
  resource: { type: { value: 'trace' }, id: ['traceId', 'trace_id'] },
  group: { type: { value: 'session' }, id: ['sessionId', 'session_id', 'traceSessionId'] },
  outcome: { column: 'level', values: { error: 'failed' } },
  usage: {
    input_tokens: {
      first: [
        ofLangfuse('input', 'input_tokens', 'prompt_tokens', 'prompt_token_count', 'promptTokenCount'),
        {
          column: 'inputUsage',
          minus: summed('input', LANGFUSE_READ, LANGFUSE_5M, LANGFUSE_1H, LANGFUSE_SOUND),
        },
        ['promptTokens', 'usage.input', 'inputTokens'],
      ],
    },
    input_audio_tokens: LANGFUSE_SOUND,
    cache_read_tokens: LANGFUSE_READ,
    cache_write_5m_tokens: LANGFUSE_5M,
    cache_write_1h_tokens: LANGFUSE_1H,
    output_tokens: {
      first: [
        ofLangfuse('output', 'output_tokens', 'completion_tokens', 'candidates_token_count'),
        { column: 'outputUsage', minus: summed('output', LANGFUSE_REASONING, LANGFUSE_SPOKEN) },
        ['completionTokens', 'usage.output', 'outputTokens'],
      ],
    },
    output_reasoning_tokens: LANGFUSE_REASONING,
    output_audio_tokens: LANGFUSE_SPOKEN,
  },
};
