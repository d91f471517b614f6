import { lookUp } from '../contracts/look-up.ts';
import { fieldOf } from './convenience/read-usage.ts';
import { aiSdkReading, usageOfGenerate, type AiSdkModel } from './wrappers/ai-sdk-reading.ts';
import { gatedRecorder, requestOfCall, type WrapGateOptions } from './wrappers/call-gate.ts';
import { baseOf, beginAttempt } from './wrappers/ai-sdk-call.ts';
import type { Attempt } from './wrappers/attempt.ts';
import { observeParts } from './wrappers/observed-parts.ts';
import { firstSessions } from './wrappers/seen-containers.ts';
import type { UsageRecorder } from './core/wrapper-ports.ts';

export { meterModel } from './wrappers/meter-model.ts';

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

/** How the middleware behaves. */
export interface AiSdkOptions {
  /** Asks the budgets before each call; needs a client with `apiUrl`. A denied call throws BudgetDeniedError. */
  gate?: WrapGateOptions | undefined;
  /** The models that the budgets may ask for instead, by their names; without one the call goes to its own model. */
  cheaper?: Readonly<Record<string, CheaperModel>> | undefined;
}

/** A model of the SDK that calls can be sent to instead. */
export interface CheaperModel extends AiSdkModel {
  doGenerate(params: never): PromiseLike<object>;
  doStream(params: never): PromiseLike<{ stream: ReadableStream<unknown> }>;
}

/** A call that may be made, by the model that may answer it. */
interface Admitted {
  readonly attempt: Attempt;
  readonly model: AiSdkModel;
  readonly other: CheaperModel | undefined;
  readonly leave: () => void;
}

/** Asks the gate, where there is one, and begins the attempt under its hold. Rejects as the gate does. */
async function admit(
  recorder: UsageRecorder,
  { gate, cheaper = {} }: AiSdkOptions,
  model: AiSdkModel,
  params: object,
): Promise<Admitted> {
  const plain = (): Admitted => ({
    attempt: beginAttempt(recorder, model),
    model,
    other: undefined,
    leave: () => undefined,
  });
  if (gate === undefined) return plain();
  const request = requestOfCall(baseOf(model), bodyOf(params), gate);
  const entered = await gatedRecorder(recorder, gate).enterGate(request);
  if (entered === undefined) return plain();
  const { grant, run, leave } = entered;
  const other = grant.model === request.model ? undefined : lookUp(cheaper, grant.model);
  const answers = other ?? model;
  return { attempt: run(() => beginAttempt(recorder, answers)), model: answers, other, leave };
}

/** A call's settings as a request names them, for the estimate. */
function bodyOf(params: object): object {
  const most = fieldOf(params, 'maxOutputTokens');
  const { prompt, tools } = params as { prompt?: unknown; tools?: unknown };
  return { prompt, tools, ...(typeof most === 'number' ? { max_output_tokens: most } : {}) };
}

/**
 * A middleware for `wrapLanguageModel({ model, middleware })` of the Vercel AI SDK: every call of the model is
 * recorded, each of the SDK's own repeats too, streams when they end or are left. With `gate` each call asks the
 * budgets first.
 * @throws TypeError for a gate without `apiUrl`, or with an estimate that is none
 */
export function costkeeperMiddleware(recorder: UsageRecorder, options: AiSdkOptions = {}) {
  if (options.gate) gatedRecorder(recorder, options.gate);
  const sessions = firstSessions(() => Date.now());
  return {
    // 4 is what SDK 7 names; 6 names 3 and 5 none, their types ask for their own, and none of them reads it.
    specificationVersion: 'v4' as never,
    async wrapGenerate<R extends object>({ model: asked, params, doGenerate }: Call<R>): Promise<R> {
      const { attempt, model, other, leave } = await admit(recorder, options, asked, params);
      try {
        const result = other ? ((await other.doGenerate(params as never)) as R) : await doGenerate();
        attempt.done(usageOfGenerate(result, { base: attempt.call.base, model, sessions }));
        return result;
      } catch (error) {
        attempt.threw(error);
        throw error;
      } finally {
        leave();
      }
    },
    async wrapStream<P, R extends { stream: ReadableStream<P> }>({
      model: asked,
      params,
      doStream,
    }: StreamCall<R>): Promise<R> {
      const { attempt, model, other, leave } = await admit(recorder, options, asked, params);
      try {
        const result = other ? ((await other.doStream(params as never)) as R) : await doStream();
        const reading = aiSdkReading({ base: attempt.call.base, model, sessions }, params.prompt);
        return { ...result, stream: observeParts(result.stream, reading, attempt) };
      } catch (error) {
        attempt.threw(error);
        throw error;
      } finally {
        leave();
      }
    },
  };
}
