import { bedrockService } from '../../providers/bedrock-answer.ts';
import { hostOf } from '../../providers/hosts.ts';
import { bedrockDraft } from '../convenience/llm-drafts.ts';
import { fieldOf } from '../convenience/read-usage.ts';
import { invokeDrafts } from './bedrock-answer.ts';
import { bedrockChunks } from './bedrock-events.ts';
import { converseStream, invokeStream } from './bedrock-stream.ts';
import type { BillableCall, ProviderCall } from './billable-call.ts';

const PATH = /\/model\/([^/]+)\/(invoke|converse)(?:-with-response-stream|-stream)?$/;

/** The invocation log names the call by it too. */
const idHeader = 'x-amzn-requestid';

/** The events of Converse come without their names, which are headers of AWS's event stream. */
function named(event: unknown): unknown {
  if (fieldOf(event, 'usage') !== undefined) return { metadata: event };
  return fieldOf(event, 'delta') === undefined ? event : { contentBlockDelta: event };
}

/**
 * Models of Bedrock by InvokeModel and Converse, without the AWS SDK: the path names the model, and streams are
 * events of AWS's own form. Undefined for another path.
 */
export function bedrockCall(call: ProviderCall): BillableCall | undefined {
  const [, encoded, action] = PATH.exec(call.url.pathname) ?? [];
  if (encoded === undefined) return undefined;
  const model = decodeURIComponent(encoded);
  const region = hostOf(call.url)?.region;
  const base = { provider: 'bedrock', service: bedrockService(model), model, ...(region ? { region } : {}) };
  if (action === 'converse') {
    return {
      base,
      idHeader,
      fromAnswer: (answer) => [bedrockDraft(answer, base)],
      openStream() {
        const reading = converseStream(call.body, base);
        return { ...reading, event: (data) => reading.event(named(data)) };
      },
    };
  }
  return {
    base,
    idHeader,
    fromAnswer: (answer, { headers }) => invokeDrafts(answer, (name) => headers.get(name), base),
    openStream: () => bedrockChunks(invokeStream(base, call.body['messages'])),
  };
}
