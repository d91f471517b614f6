import { bedrockService } from '../../providers/bedrock-answer.ts';
import { bedrockDraft } from '../convenience/llm-drafts.ts';
import type { UsageRecorder } from '../core/wrapper-ports.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { uniqueId } from './answer-id.ts';
import { Attempt } from './attempt.ts';
import { invokeDrafts } from './bedrock-answer.ts';
import type { BillableCall } from './billable-call.ts';
import { converseStream, invokeStream, observeIterable } from './bedrock-stream.ts';
import type { AwsAnswer, AwsCall, AwsObserver } from './middleware-stack.ts';

/** The answer of InvokeModel, with what its headers count. */
function invoked(answer: AwsAnswer, base: BillableCall['base']): UsageDraft[] {
  const bytes = answer.output['body'];
  const text = bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : '{}';
  return invokeDrafts(JSON.parse(text), (name) => answer.headers[name], base);
}

function finish(attempt: Attempt, call: AwsCall, answer: AwsAnswer, base: BillableCall['base']): void {
  const { output } = answer;
  switch (call.commandName) {
    case 'ConverseCommand':
      return attempt.done([bedrockDraft(output, base)]);
    case 'InvokeModelCommand':
      return attempt.done(invoked(answer, base));
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
      const base = { provider: 'bedrock', service: bedrockService(model), model };
      const attempt = new Attempt(recorder, { base }, call.attempt);
      return {
        done(answer) {
          // The invocation log names the call by it too.
          attempt.name(uniqueId(answer.headers['x-amzn-requestid']));
          finish(attempt, call, answer, base);
        },
        failed: (error) => attempt.threw(error),
      };
    },
  };
}
