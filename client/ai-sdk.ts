import { aiSdkReading, usageOfGenerate, type AiSdkModel } from './wrappers/ai-sdk-reading.ts';
import { Attempt } from './wrappers/attempt.ts';
import { observeParts } from './wrappers/observed-parts.ts';
import type { UsageRecorder } from './core/recorder.ts';

interface Call<R> {
  model: AiSdkModel;
  params: { prompt?: unknown };
  doGenerate: () => PromiseLike<R>;
}
interface StreamCall<R> {
  model: AiSdkModel;
  params: { prompt?: unknown };
  doStream: () => PromiseLike<R>;
}

/** A gateway names the provider in the model: `openai/gpt-4o-mini`. */
function begin(recorder: UsageRecorder, { provider, modelId }: AiSdkModel): Attempt {
  const slash = modelId.indexOf('/');
  const routed = provider.startsWith('gateway') && slash > 0;
  const base = {
    provider: routed ? modelId.slice(0, slash) : (provider.split('.')[0] ?? 'unknown'),
    service: 'llm' as const,
    model: routed ? modelId.slice(slash + 1) : modelId,
  };
  return new Attempt(recorder, { base }, undefined);
}

function end(attempt: Attempt, error: unknown): void {
  const name = error instanceof Error ? error.name : 'unknown';
  if (name === 'AbortError' || name === 'TimeoutError') attempt.aborted();
  else attempt.failed({ error: name });
}

/**
 * A middleware for `wrapLanguageModel({ model, middleware })` of the Vercel AI SDK: every call of the model is
 * recorded, each of the SDK's own repeats too, streams when they end or are left.
 */
export function costkeeperMiddleware(recorder: UsageRecorder) {
  return {
    specificationVersion: 'v4' as const,
    async wrapGenerate<R extends object>({ model, doGenerate }: Call<R>): Promise<R> {
      const attempt = begin(recorder, model);
      try {
        const result = await doGenerate();
        attempt.done(usageOfGenerate(result, attempt.call.base, model));
        return result;
      } catch (error) {
        end(attempt, error);
        throw error;
      }
    },
    async wrapStream<P, R extends { stream: ReadableStream<P> }>({
      model,
      params,
      doStream,
    }: StreamCall<R>): Promise<R> {
      const attempt = begin(recorder, model);
      try {
        const result = await doStream();
        const reading = aiSdkReading(attempt.call.base, model, params.prompt);
        return { ...result, stream: observeParts(result.stream, reading, attempt) };
      } catch (error) {
        end(attempt, error);
        throw error;
      }
    },
  };
}
