import { fieldOf } from '../convenience/read-usage.ts';
import type { UsageRecorder } from '../core/wrapper-ports.ts';
import { beginAttempt } from './ai-sdk-call.ts';
import { embeddingReading, generationReading } from './ai-sdk-media.ts';
import type { AiSdkModel } from './ai-sdk-reading.ts';

type Method = (this: unknown, params: object) => PromiseLike<object>;

/** Methods of a model that are not read: they are counted as not covered when they are called. */
const UNREAD = new Set<string | symbol>(['doStream', 'doGenerateFromUrl']);

/**
 * A model of embeddings, images, speech or transcripts of the Vercel AI SDK whose every call is recorded, each of
 * the SDK's own repeats too; the SDK takes it in the model's place.
 * @throws TypeError for a model of language, which `costkeeperMiddleware` meters, and for what is no model
 */
export function meterModel<M extends AiSdkModel>(model: M, recorder: UsageRecorder): M {
  if ('supportedUrls' in model)
    throw new TypeError(
      'a language model is metered by wrapLanguageModel({ model, middleware: costkeeperMiddleware(…) })',
    );
  if (typeof fieldOf(model, 'doEmbed') !== 'function' && typeof fieldOf(model, 'doGenerate') !== 'function')
    throw new TypeError(
      'what has neither doEmbed nor doGenerate is no model of the AI SDK that can be metered',
    );
  return new Proxy(model, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const method = value as Method;
      if (name === 'doEmbed' || name === 'doGenerate') {
        const readingOf = name === 'doEmbed' ? embeddingReading : generationReading;
        return async (params: object): Promise<object> => {
          const { service, read } = readingOf(params);
          const attempt = beginAttempt(recorder, target, service);
          try {
            const result = await method.call(target, params);
            attempt.done([read(result, attempt.call.base)]);
            return result;
          } catch (error) {
            attempt.threw(error);
            throw error;
          }
        };
      }
      return (params: object) => {
        if (UNREAD.has(name))
          recorder.countUncovered?.(`${String(name)} of ${target.provider} by the AI SDK`);
        return method.call(target, params);
      };
    },
  });
}
