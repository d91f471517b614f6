import type { UsageRecorder } from '../core/wrapper-ports.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { AiSdkModel } from './ai-sdk-reading.ts';
import { Attempt } from './attempt.ts';

/** What is known before the answer. A gateway names the provider in the model: `openai/gpt-4o-mini`. */
export function baseOf(
  { provider, modelId }: AiSdkModel,
  service: UsageDraft['service'] = 'llm',
): Attempt['call']['base'] {
  const slash = modelId.indexOf('/');
  const routed = provider.startsWith('gateway') && slash > 0;
  return {
    provider: routed ? modelId.slice(0, slash) : (provider.split('.')[0] ?? 'unknown'),
    service,
    model: routed ? modelId.slice(slash + 1) : modelId,
  };
}

/** Begins to record one attempt of a call of the model. */
export function beginAttempt(
  recorder: UsageRecorder,
  model: AiSdkModel,
  service?: UsageDraft['service'],
): Attempt {
  return new Attempt(recorder, { base: baseOf(model, service) }, undefined);
}
