import { SQSClient } from '@aws-sdk/client-sqs';
import { createCostkeeper } from '../../client/index.ts';
import { openAiFetch } from '../../client/openai.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { exportProtobuf, type ToldCall } from '../../testing/otlp-export.ts';
import { seededRandom } from '../../testing/random.ts';
import { batchesOf } from '../../core/in-batches.ts';

type Endpoints = LocalSystem['endpoints'];

/** A way by which calls become messages, as an application, a tracer and a gateway use it. */
export interface Way {
  readonly name: string;
  send(endpoints: Endpoints, calls: readonly ToldCall[]): Promise<void>;
}

async function post(
  { api, tokens }: Endpoints,
  path: string,
  body: BodyInit,
  contentType: string,
): Promise<void> {
  const response = await fetch(`${api}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.writer}`, 'content-type': contentType },
    body,
  });
  const text = await response.text();
  if (!response.ok || /rejectedSpans|"rejected":\[\{/.test(text))
    throw new Error(`${response.status} ${text}`);
}

/** OpenTelemetry: an export of spans. */
const span: Way = {
  name: 'span',
  send: (endpoints, calls) =>
    post(endpoints, '/otlp/v1/traces', new Uint8Array(exportProtobuf(calls)), 'application/x-protobuf'),
};

/** The wrapped SDK: its fetch reads the provider's answers and sends to the queue. */
const wrapper: Way = {
  name: 'wrapper',
  async send({ sqs, queueUrl, region }, calls) {
    const sqsClient = new SQSClient({
      endpoint: sqs,
      region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await using costkeeper = createCostkeeper({ queueUrl, sqsClient, flushOnExit: false });
    for (const call of calls) {
      const metered = openAiFetch(costkeeper, {}, () => Promise.resolve(Response.json(answerOf(call))));
      const response = await costkeeper.withContext({ userId: call.userId }, () =>
        metered('https://api.openai.com/v1/chat/completions', {
          method: 'POST',
          body: JSON.stringify({ model: call.model, messages: [] }),
        }),
      );
      await response.json();
    }
    if (!(await costkeeper.flush())) throw new Error('the client could not deliver in time');
    const { lost } = costkeeper.stats();
    if (Object.values(lost).some((count) => count > 0))
      throw new Error(`the client lost ${JSON.stringify(lost)}`);
  },
};

function answerOf(call: ToldCall): object {
  return {
    id: call.responseId,
    object: 'chat.completion',
    created: Math.floor(call.endMs / 1000),
    model: call.model,
    choices: [],
    usage: {
      prompt_tokens: call.inputTokens,
      completion_tokens: call.outputTokens,
      total_tokens: call.inputTokens + call.outputTokens,
    },
  };
}

/** LiteLLM's generic logger. */
const gateway: Way = {
  name: 'gateway log',
  send: (endpoints, calls) =>
    post(endpoints, '/record/litellm', JSON.stringify(calls.map(payloadOf)), 'application/json'),
};

function payloadOf(call: ToldCall): object {
  return {
    id: call.responseId,
    call_type: 'acompletion',
    status: 'success',
    custom_llm_provider: 'openai',
    model: call.model,
    prompt_tokens: call.inputTokens,
    completion_tokens: call.outputTokens,
    startTime: (call.endMs - 800) / 1000,
    endTime: call.endMs / 1000,
    end_user: call.userId,
    metadata: {},
  };
}

export const WAYS: readonly Way[] = [span, wrapper, gateway];

/** Sends each call by every way, in lists of `batch` calls, all lists in an order of the seed's. */
export async function sendEveryWay(
  endpoints: Endpoints,
  calls: readonly ToldCall[],
  { seed, batch }: { readonly seed: number; readonly batch: number },
): Promise<void> {
  const { uniform } = seededRandom(seed);
  const lists = batchesOf(calls, batch);
  const sends = WAYS.flatMap((way) => lists.map((list) => ({ way, list, at: uniform() })));
  for (const { way, list } of sends.sort((a, b) => a.at - b.at)) await way.send(endpoints, list);
}
