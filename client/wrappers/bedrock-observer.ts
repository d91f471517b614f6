import { fromBedrockConverse } from '../../providers/bedrock.ts';
import { anthropicDrafts, bedrockDraft } from '../convenience/llm-drafts.ts';
import { fieldOf, readUsage, UNKNOWN_USAGE } from '../convenience/read-usage.ts';
import type { UsageRecorder } from '../core/recorder.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { uniqueId } from './answer-id.ts';
import { Attempt } from './attempt.ts';
import type { BillableCall } from './billable-call.ts';
import { converseStream, invokeStream, observeIterable } from './bedrock-stream.ts';
import type { AwsAnswer, AwsCall, AwsObserver } from './middleware-stack.ts';

interface HeaderUsage {
  inputTokens: number;
  outputTokens: number;
  cacheReadInputTokens: number;
  cacheWriteInputTokens: number;
}

/** A body may leave out what was cached; the headers tell it all the same. */
function withCached(body: unknown, usage: unknown, counted: HeaderUsage | undefined): object {
  if (counted === undefined) return body as object;
  const { cacheReadInputTokens, cacheWriteInputTokens } = counted;
  return {
    ...(body as object),
    usage: { cacheReadInputTokens, cacheWriteInputTokens, ...(usage as object) },
  };
}

/** Token counts that Bedrock puts into headers, whatever the model's own answer looks like. */
function headerUsage(headers: Readonly<Record<string, string>>): HeaderUsage | undefined {
  const count = (name: string): number => Number(headers[`x-amzn-bedrock-${name}-token-count`] ?? 0);
  if (headers['x-amzn-bedrock-input-token-count'] === undefined) return undefined;
  return {
    inputTokens: count('input'),
    outputTokens: count('output'),
    cacheReadInputTokens: count('cache-read-input'),
    cacheWriteInputTokens: count('cache-write-input'),
  };
}

/** The answer of InvokeModel: Anthropic's own usage, Nova's, the headers' counts, or an embedding's. */
function invokeDrafts(answer: AwsAnswer, base: BillableCall['base']): UsageDraft[] {
  const bytes = answer.output['body'];
  const text = bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : '{}';
  const body = JSON.parse(text) as unknown;
  const usage = fieldOf(body, 'usage');
  if (fieldOf(usage, 'input_tokens') !== undefined)
    return anthropicDrafts({ ...(body as object), model: base.model }, base);
  const counted = headerUsage(answer.headers);
  if (fieldOf(usage, 'inputTokens') !== undefined)
    return [bedrockDraft(withCached(body, usage, counted), base)];
  if (counted) return [{ ...base, ...readUsage(fromBedrockConverse(counted)) }];
  const embedded = fieldOf(body, 'inputTextTokenCount');
  const input_tokens = typeof embedded === 'number' ? embedded : undefined;
  return [{ ...base, usage: input_tokens === undefined ? UNKNOWN_USAGE : { input_tokens } }];
}

function finish(attempt: Attempt, call: AwsCall, answer: AwsAnswer, base: BillableCall['base']): void {
  const { output } = answer;
  switch (call.commandName) {
    case 'ConverseCommand':
      return attempt.done([bedrockDraft(output, base)]);
    case 'InvokeModelCommand':
      return attempt.done(invokeDrafts(answer, base));
    case 'ConverseStreamCommand':
      output['stream'] = observeIterable(output['stream'], converseStream(call.input, base), attempt);
      return;
    default:
      output['body'] = observeIterable(output['body'], invokeStream(base), attempt);
  }
}

const COMMANDS = /^(Converse|InvokeModel)(Stream|WithResponseStream)?Command$/;

/** Observes Converse and InvokeModel, streamed or not. */
export function bedrockObserver(recorder: UsageRecorder): AwsObserver {
  return {
    begin(call) {
      const model = call.input['modelId'];
      if (!COMMANDS.test(call.commandName) || typeof model !== 'string') return undefined;
      const service = /embed/i.test(model) ? ('embedding' as const) : ('llm' as const);
      const base = { provider: 'bedrock', service, model };
      const attempt = new Attempt(recorder, { base }, call.attempt);
      return {
        done(answer) {
          // The invocation log names the call by it too.
          attempt.name(uniqueId(answer.headers['x-amzn-requestid']));
          finish(attempt, call, answer, base);
        },
        failed(error) {
          const name = error instanceof Error ? error.name : 'unknown';
          if (name === 'AbortError' || name === 'TimeoutError') attempt.aborted();
          else attempt.failed({ error: name });
        },
      };
    },
  };
}
