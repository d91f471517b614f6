import { Buffer } from 'node:buffer';
import { InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { withBedrock } from '../client/support/fake-bedrock.ts';
import { callProvider } from '../support/fake-provider.ts';
import { costOf, quoteOf } from '../support/ledger-entry.ts';
import type { UsageDraft } from '../../client/core/usage-event.ts';
import { createCostkeeper } from '../../client/index.ts';
import { CollectingTransport } from '../client/support/collecting-transport.ts';
import { parseMessage } from '../../core/usage/parse-message.ts';
import type { Outcome } from './case.ts';
import { outcomeOf, runAnthropic, runGemini } from './run-wrapped.ts';

const MILLION = 1_000_000;

/** The prices of a million of each part, as the price book quotes them, one text for each request. */
function prices(requests: readonly Parameters<typeof quoteOf>[0][]): Outcome {
  const quotes = requests.map(quoteOf);
  return {
    usd: quotes.map(({ usd }) => usd).join(' '),
    statuses: quotes.flatMap(({ statuses }) => statuses),
  };
}

function gemini(model: string, usageMetadata: object): Promise<Outcome> {
  return runGemini(model, { modelVersion: model, usageMetadata });
}

/** Prices of input, cached input and output of a call with so many input tokens, as text of USD a million. */
function ratesAt(provider: string, model: string, input: number): string {
  const cost = (usage: Record<string, number>) => Number(quoteOf({ provider, model, usage }).usd);
  const base = cost({ input_tokens: input });
  const rate = (part: string) => ((cost({ input_tokens: input, [part]: 1000 }) - base) * 1000).toFixed(4);
  return [((base / input) * MILLION).toFixed(4), rate('cache_read_tokens'), rate('output_tokens')]
    .map(Number)
    .join('/');
}

async function converse(usage: object): Promise<Outcome> {
  const transport = new CollectingTransport();
  const client = createCostkeeper({ transport, flushOnExit: false });
  client.recordBedrock({ usage }, { model: 'global.anthropic.claude-sonnet-4-6' });
  await client.flush();
  return outcomeOf(transport.events() as unknown as UsageDraft[]);
}

/** Converse tells writes by their lifetime too; the total may or may not have the cached tokens in it. */
function cacheDetails(totalTokens: number): object {
  return {
    inputTokens: 767,
    outputTokens: 500,
    totalTokens,
    cacheReadInputTokens: 2048,
    cacheWriteInputTokens: 6000,
    cacheDetails: [{ ttl: '5m', inputTokens: 6000 }],
  };
}

function streamed(events: (object | string)[], url: string) {
  return callProvider({
    protocol: 'openai',
    url,
    body: { model: 'gpt-4o-mini', stream: true },
    answer: { events },
  });
}

const chunk = (usage: object | null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  model: 'gpt-4o-mini',
  choices: [{ index: 0, delta: { content: 'x' } }],
  usage,
});

/** Responses that end early, and a stream whose every chunk counts from the beginning. */
async function unusualEnds(): Promise<Outcome> {
  const ended = (status: string, usage: object | null) =>
    streamed(
      [
        {
          type: `response.${status}`,
          response: { id: 'resp_1', object: 'response', status, model: 'gpt-4o-mini', output: [], usage },
        },
      ],
      'https://api.openai.com/v1/responses',
    );
  const cut = await ended('incomplete', { input_tokens: 1000, output_tokens: 500, total_tokens: 1500 });
  const failed = await ended('failed', null);
  const growing = await streamed(
    [
      chunk({ prompt_tokens: 1000, completion_tokens: 1, total_tokens: 1001 }),
      chunk({ prompt_tokens: 1000, completion_tokens: 300, total_tokens: 1300 }),
      chunk({ prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 }),
      '[DONE]',
    ],
    'https://api.openai.com/v1/chat/completions',
  );
  const all = [cut, failed, growing].map(({ recording }) => recording.only());
  return {
    usd: all.map((draft) => costOf([draft]).usd).join(' '),
    statuses: [],
    usage: all.map(({ usage }) => usage),
  };
}

/** What the parser says of ids that are unusual. */
function oddIds(): Outcome {
  const ids = ['🎧-1', 'a/b/c', 'مرحبا-1', 'x'.repeat(128), 'x'.repeat(129)];
  const parsed = ids.map((id) => {
    const event = {
      id,
      occurredAt: '2026-11-21T10:00:00Z',
      provider: 'p',
      model: 'm',
      usage: { requests: 1 },
    };
    return parseMessage(JSON.stringify(event))[0];
  });
  const kept = parsed.map((one, index) => one?.kind === 'accepted' && one.event.id === ids[index]);
  const last = parsed.at(-1);
  const message = last?.kind === 'rejected' ? last.errors.map(({ field }) => field).join() : '';
  return { usd: kept.join(' '), statuses: [], providers: [message] };
}

interface NovaInput {
  readonly modelId: string;
  readonly 'body.usage': object;
}

/** Cases that held, and those that need the SDK of AWS. */
export const HELD_RUNNERS: Readonly<Record<string, (input: never) => Outcome | Promise<Outcome>>> = {
  B21: async (input: NovaInput) => {
    const recording = await withBedrock(
      () => ({
        headers: {
          'x-amzn-bedrock-input-token-count': '23',
          'x-amzn-bedrock-output-token-count': '412',
          'x-amzn-bedrock-cache-read-input-token-count': '11890',
        },
        json: { output: { message: { content: [{ text: 'x' }] } }, usage: input['body.usage'] },
      }),
      (client) =>
        client.send(new InvokeModelCommand({ modelId: input.modelId, body: Buffer.from('{"messages":[]}') })),
    );
    return outcomeOf(recording.drafts);
  },
  // 9 tokens, 1 from the cache and 16 answered, as the source counts them; both events tell the same totals.
  K1: () => {
    const usage = { input_tokens: 9, cache_creation_input_tokens: 0, cache_read_input_tokens: 1 };
    return runAnthropic('claude-sonnet-4-5', {
      events: [
        {
          type: 'message_start',
          message: { id: 'msg_1', model: 'claude-sonnet-4-5', usage: { ...usage, output_tokens: 0 } },
        },
        { type: 'message_delta', delta: {}, usage: { ...usage, output_tokens: 16 } },
        { type: 'message_stop' },
      ],
    });
  },
  K2: () =>
    gemini('gemini-2.5-pro', {
      promptTokenCount: 7477,
      candidatesTokenCount: 2060,
      thoughtsTokenCount: 1939,
      totalTokenCount: 11_476,
    }),
  K4: () =>
    gemini('gemini-2.5-flash', {
      promptTokenCount: 23,
      toolUsePromptTokenCount: 10_309,
      candidatesTokenCount: 420,
      thoughtsTokenCount: 76,
      totalTokenCount: 10_828,
    }),
  K5: () =>
    gemini('gemini-2.5-flash', {
      promptTokenCount: 530,
      candidatesTokenCount: 20,
      totalTokenCount: 550,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 14 },
        { modality: 'DOCUMENT', tokenCount: 516 },
      ],
    }),
  K7: () => {
    const one = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
    const arn = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.${one}`;
    const quoted = [`us.${one}`, `eu.${one}`, `global.${one}`, arn].flatMap((model) =>
      ['input_tokens', 'output_tokens'].map((part) => ({
        provider: 'bedrock',
        model,
        usage: { [part]: MILLION },
      })),
    );
    return prices(quoted);
  },
  K8: () => prices([{ provider: 'openai', model: 'gpt-image-2', usage: { output_image_tokens: 7024 } }]),
  K10: () => ({
    usd: ['grok-4.6', 'grok-4.3']
      .flatMap((model) => [ratesAt('x-ai', model, 100_000), ratesAt('x-ai', model, 300_000)])
      .join(' '),
    statuses: [],
  }),
  K11: () => ({
    usd: ['openai/gpt-oss-120b', 'openai/gpt-oss-20b']
      .map((model) => ratesAt('groq', model, 100_000))
      .join(' '),
    statuses: [],
  }),
  K23: oddIds,
  K25: async () => {
    const [without, within] = [await converse(cacheDetails(1267)), await converse(cacheDetails(9315))];
    return {
      ...without,
      usd: without.usd === within.usd ? without.usd : `${without.usd} or ${within.usd}`,
      statuses: [...without.statuses, ...within.statuses],
    };
  },
  K26: unusualEnds,
};
