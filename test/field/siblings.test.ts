import { describe, expect, it } from 'vitest';
import { costkeeperMiddleware } from '../../client/ai-sdk.ts';
import { createCostkeeper } from '../../client/index.ts';
import type { UsageDraft } from '../../client/core/usage-event.ts';
import { dynamoUsage, s3Usage, sqsUsage } from '../../client/wrappers/aws-usage.ts';
import { parseBill } from '../../core/bills/formats/parse-bill.ts';
import { CollectingTransport } from '../client/support/collecting-transport.ts';
import { Recording } from '../client/support/recording.ts';
import { callProvider } from '../support/fake-provider.ts';
import { costOf, quoteOf } from '../support/ledger-entry.ts';
import type { Outcome } from './case.ts';
import { outcomeOf, runAnthropic, runChat, runGemini } from './run-wrapped.ts';

/** What sends another provider, SDK or stream of the same kind; amounts by the arithmetic beside them. */
interface Sibling {
  readonly kind: string;
  readonly run: () => Outcome | Promise<Outcome>;
  readonly usd: string;
}

const MILLION = 1_000_000;

async function streamedChat(host: string, model: string, usage: object): Promise<Outcome> {
  const chunk = { id: 'c', object: 'chat.completion.chunk', model };
  const { recording } = await callProvider({
    protocol: 'openai',
    url: `https://${host}/v1/chat/completions`,
    body: { model, stream: true, messages: [] },
    answer: {
      events: [
        { ...chunk, choices: [{ index: 0, delta: { content: 'x' } }] },
        { ...chunk, choices: [], usage },
        '[DONE]',
      ],
    },
  });
  return outcomeOf(recording.drafts);
}

async function realtime(usage: object): Promise<Outcome> {
  const transport = new CollectingTransport();
  const client = createCostkeeper({ transport, flushOnExit: false });
  client.recordOpenAI(
    { type: 'response.done', response: { object: 'realtime.response', status: 'completed', usage } },
    { model: 'gpt-realtime' },
  );
  await client.flush();
  return outcomeOf(transport.events() as unknown as UsageDraft[]);
}

async function aiSdk(provider: string, modelId: string, result: object): Promise<Outcome> {
  const recording = new Recording();
  await costkeeperMiddleware(recording).wrapGenerate({
    model: { provider, modelId },
    params: {},
    doGenerate: () => Promise.resolve({ content: [], response: { modelId }, ...result }),
  });
  return outcomeOf(recording.drafts);
}

function anthropicStream(model: string, start: object, delta: object, url?: string): Promise<Outcome> {
  const events = [
    { type: 'message_start', message: { id: 'msg_1', model, usage: { output_tokens: 1, ...start } } },
    { type: 'message_delta', delta: {}, usage: delta },
    { type: 'message_stop' },
  ];
  return runAnthropic(model, { events }, url);
}

async function streamedResponse(model: string, response: object): Promise<Outcome> {
  const { recording } = await callProvider({
    protocol: 'openai',
    url: 'https://api.openai.com/v1/responses',
    body: { model, stream: true },
    answer: {
      events: [
        {
          type: 'response.completed',
          response: { id: 'resp_1', object: 'response', status: 'completed', model, output: [], ...response },
        },
      ],
    },
  });
  return outcomeOf(recording.drafts);
}

function awsCall(clientName: string, commandName: string, input: object) {
  return { clientName, commandName, input: input as Record<string, unknown>, attempt: 1 };
}

function statement(commandName: string, input: object, consumed: object): Outcome {
  const call = awsCall('DynamoDBClient', commandName, input);
  return outcomeOf(dynamoUsage(call, { output: { ConsumedCapacity: consumed }, headers: {} }));
}

const capacity = { CapacityUnits: MILLION };

const SIBLINGS: readonly Sibling[] = [
  {
    // 12 at 0.3 and 2 + 317 at 0.5 USD a million: a stream tells reasoning beside the answer too.
    kind: 'reasoning beside the answer, streamed',
    run: () =>
      streamedChat('api.x.ai', 'grok-3-mini', {
        prompt_tokens: 12,
        completion_tokens: 2,
        completion_tokens_details: { reasoning_tokens: 317 },
        total_tokens: 331,
      }),
    usd: '0.0001631',
  },
  {
    // 36 at 4, 64 cached at 0.4, 1,359 of sound at 32, 96 at 16 and 300 of sound at 64 USD a million.
    kind: 'realtime with text, sound and cached text',
    run: () =>
      realtime({
        total_tokens: 1855,
        input_tokens: 1459,
        output_tokens: 396,
        input_token_details: {
          text_tokens: 100,
          audio_tokens: 1359,
          image_tokens: 0,
          cached_tokens: 64,
          cached_tokens_details: { text_tokens: 64, audio_tokens: 0 },
        },
        output_token_details: { text_tokens: 96, audio_tokens: 300 },
      }),
    usd: '0.0643936',
  },
  {
    // 61.5 seconds at 0.006 USD a minute; OpenAI types the duration as text.
    kind: 'a transcript whose length is text',
    run: async () => {
      const { recording } = await callProvider({
        protocol: 'openai',
        url: 'https://api.openai.com/v1/audio/transcriptions',
        body: { model: 'whisper-1', response_format: 'verbose_json' },
        answer: { json: { task: 'transcribe', text: 'x', language: 'english', duration: '61.5' } },
      });
      return outcomeOf(recording.drafts);
    },
    usd: '0.00615',
  },
  {
    // As the case of Anthropic's stream, at the regional prices of Bedrock: 10,682 at 3.3, 6,000 at 4.125, 1,000 at 0.33
    // and 510 at 16.5 USD a million.
    kind: 'cache writes that grow in a stream of AnthropicBedrock',
    run: () =>
      anthropicStream(
        'claude-sonnet-4-5',
        {
          input_tokens: 2679,
          cache_creation_input_tokens: 1000,
          cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 0 },
          cache_read_input_tokens: 1000,
        },
        { input_tokens: 10_682, cache_creation_input_tokens: 6000, output_tokens: 510 },
        'https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-sonnet-4-5-20250929-v1:0/invoke-with-response-stream',
      ),
    usd: '0.0687456',
  },
  {
    // (737 + 5,500 - 6,000) at 0.3, 6,000 cached at 0.03 and 142 at 2.5 USD a million.
    kind: 'cached images of Gemini Flash, with details that say so',
    run: () =>
      runGemini('gemini-2.5-flash', {
        usageMetadata: {
          promptTokenCount: 6237,
          candidatesTokenCount: 142,
          totalTokenCount: 6379,
          cachedContentTokenCount: 6000,
          promptTokensDetails: [
            { modality: 'TEXT', tokenCount: 737 },
            { modality: 'IMAGE', tokenCount: 5500 },
          ],
          cacheTokensDetails: [
            { modality: 'TEXT', tokenCount: 700 },
            { modality: 'IMAGE', tokenCount: 5300 },
          ],
        },
      }),
    usd: '0.0006061',
  },
  {
    // (55,000 + 3,000) at 2 and (1,200 + 5) at 10 USD a million.
    kind: 'a compaction, streamed',
    run: () =>
      anthropicStream(
        'claude-sonnet-5',
        { input_tokens: 3000 },
        {
          input_tokens: 3000,
          output_tokens: 5,
          iterations: [
            { type: 'compaction', input_tokens: 55_000, output_tokens: 1200 },
            { type: 'message', input_tokens: 3000, output_tokens: 5 },
          ],
        },
      ),
    usd: '0.12805',
  },
  {
    // 1,820 at 5 and 210 at 30, and 7,024 tokens of the image at 30 USD a million.
    kind: 'an image made by a tool, streamed',
    run: () =>
      streamedResponse('gpt-5.5', {
        usage: { input_tokens: 1820, output_tokens: 210 },
        tool_usage: { image_gen: { output_tokens: 7024 } },
        tools: [{ type: 'image_generation' }],
      }),
    usd: '0.22612',
  },
  {
    // Two searches at 10 USD per 1,000; a search without an action is one of older models.
    kind: 'searches among other calls of the tool, streamed',
    run: () =>
      streamedResponse('gpt-5.1', {
        usage: { input_tokens: 0, output_tokens: 0 },
        output: [
          {
            type: 'web_search_call',
            id: 'ws_1',
            status: 'completed',
            action: { type: 'search', query: 'a' },
          },
          { type: 'web_search_call', id: 'ws_2', status: 'completed', action: { type: 'open_page' } },
          { type: 'web_search_call', id: 'ws_3', status: 'completed' },
        ],
      }),
    usd: '0.02',
  },
  {
    // 44 at 0.6, 256 cached at 0.15 and 10 at 2.5 USD a million: Kimi counts cached tokens at the top.
    kind: 'cached tokens that Kimi counts beside the details',
    run: () =>
      runChat({
        host: 'api.moonshot.ai',
        model: 'kimi-k2-thinking',
        usage: { prompt_tokens: 300, completion_tokens: 10, total_tokens: 310, cached_tokens: 256 },
      }),
    usd: '0.0000898',
  },
  {
    // 9 at 3.3, 12,000 written at 4.125, 100 read at 0.33 and 20 at 16.5 USD a million.
    kind: 'cache writes that the AI SDK tells for Bedrock',
    run: () =>
      aiSdk('amazon-bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', {
        usage: { inputTokens: 9, outputTokens: 20, totalTokens: 29, cachedInputTokens: 100 },
        providerMetadata: { bedrock: { usage: { cacheWriteInputTokens: 12_000 } } },
      }),
    usd: '0.0498927',
  },
  {
    // 9 at 3, 12,000 written at 3.75 and 20 at 15 USD a million: Claude on Vertex, under Google's name.
    kind: 'cache writes that the AI SDK tells for Claude on Vertex',
    run: () =>
      aiSdk('vertex.anthropic.messages', 'claude-sonnet-4-5@20250929', {
        usage: { inputTokens: 9, outputTokens: 20 },
        providerMetadata: { anthropic: { cacheCreationInputTokens: 12_000 } },
      }),
    usd: '0.045327',
  },
  {
    // 1,000 at 0.625, the price of flex, and a search at 0.01 USD.
    kind: 'a fee beside a tier of OpenAI',
    run: () => {
      const { usd, statuses } = quoteOf({
        provider: 'openai',
        model: 'gpt-5.1',
        attributes: { service_tier: 'flex' },
        usage: { input_tokens: 1000, web_searches: 1 },
      });
      return { usd, statuses };
    },
    usd: '0.010625',
  },
  {
    // 10 x 100 KiB are 1,000 KiB, 16 chunks of 64 KiB at 0.4 USD a million.
    kind: 'a batch of messages is billed as one of their size',
    run: () => {
      const Entries = Array.from({ length: 10 }, (_, Id) => ({ Id, MessageBody: 'x'.repeat(100 * 1024) }));
      const call = awsCall('SQSClient', 'SendMessageBatchCommand', { QueueUrl: 'q', Entries });
      return outcomeOf(sqsUsage(call, { output: {}, headers: {} }));
    },
    usd: '0.0000064',
  },
  {
    // A million units written at 0.625 USD.
    kind: 'an update by PartiQL',
    run: () => statement('ExecuteStatementCommand', { Statement: ' update t set a=1 where id=2' }, capacity),
    usd: '0.625',
  },
  {
    // A million units read at 0.125 USD.
    kind: 'a select of a batch by PartiQL',
    run: () => {
      const Statements = [{ Statement: 'SELECT * FROM t WHERE id=1' }, { Statement: 'select * from t' }];
      return outcomeOf(
        dynamoUsage(awsCall('DynamoDBClient', 'BatchExecuteStatementCommand', { Statements }), {
          output: { ConsumedCapacity: [capacity] },
          headers: {},
        }),
      );
    },
    usd: '0.125',
  },
];

describe('what is of the same kind as a case from the field', () => {
  it.each(SIBLINGS)('$kind costs what it costs', async ({ run, usd }) => {
    const outcome = await run();
    expect(outcome.usd).toBe(usd);
    expect([...new Set(outcome.statuses)]).toEqual(['priced']);
  });

  it('of a copy into another class of S3 is that class’s own SKU', () => {
    const input = { StorageClass: 'DEEP_ARCHIVE', CopySource: 'b/k' };
    const drafts = s3Usage(awsCall('S3Client', 'CopyObjectCommand', input), { output: {}, headers: {} });
    expect(drafts.map(({ model }) => model)).toContain('deep-archive-put');
  });

  it('of an id that is too long is a name of its own, not a part of it', async () => {
    const transport = new CollectingTransport();
    const client = createCostkeeper({ transport, flushOnExit: false });
    for (const end of ['a', 'b']) {
      await callProvider(
        {
          protocol: 'openai',
          url: 'https://api.openai.com/v1/chat/completions',
          body: { model: 'gpt-4o-mini' },
          answer: {
            json: {
              id: `chatcmpl-${'x'.repeat(200)}${end}`,
              object: 'chat.completion',
              model: 'gpt-4o-mini',
              usage: { prompt_tokens: 1, completion_tokens: 1 },
            },
          },
        },
        client as unknown as Recording,
      );
    }
    await client.flush();
    const ids = transport.events().map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(ids.every((id) => id.length <= 128)).toBe(true);
  });

  it.each([
    ['2026-03-10T03:30:00+09:00', '2026-03-09'],
    ['2026-03-10T23:30:00.000-0500', '2026-03-11'],
    ['2026-03-10 23:30:00Z', '2026-03-10'],
  ])('of a bill is %s the day %s', (day, right) => {
    const { rows } = parseBill(`provider,model,day,usd\nopenai,gpt-4o,${day},1\n`);
    expect(rows.map((row) => row.day)).toEqual([right]);
  });

  it('of a failed answer is nothing, whatever its usage says', async () => {
    const { recording } = await callProvider({
      protocol: 'openai',
      url: 'https://api.openai.com/v1/responses',
      body: { model: 'gpt-4o-mini' },
      answer: { status: 500, json: { error: { message: 'x' } } },
    });
    expect(costOf(recording.drafts).usd).toBe('0');
    expect(recording.only().outcome).toBe('failed');
  });
});
