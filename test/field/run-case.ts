import { Buffer } from 'node:buffer';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { costkeeperMiddleware } from '../../client/ai-sdk.ts';
import { createCostkeeper } from '../../client/index.ts';
import { CostkeeperSpanProcessor } from '../../client/otel.ts';
import { dynamoUsage, s3Usage, sqsUsage } from '../../client/wrappers/aws-usage.ts';
import { CollectingTransport } from '../client/support/collecting-transport.ts';
import { Recording } from '../client/support/recording.ts';
import { callProvider } from '../support/fake-provider.ts';
import { quoteOf } from '../support/ledger-entry.ts';
import type { UsageDraft } from '../../client/core/usage-event.ts';
import type { Outcome } from './case.ts';
import { outcomeOf, runAnthropic, runChat, runGemini, runResponse } from './run-wrapped.ts';

type Fields = Record<string, never>;
type Runner = (input: Fields) => Outcome | Promise<Outcome>;

async function recorded(record: (client: ReturnType<typeof createCostkeeper>) => unknown): Promise<Outcome> {
  const transport = new CollectingTransport();
  const client = createCostkeeper({ transport, flushOnExit: false });
  record(client);
  await client.flush();
  return outcomeOf(transport.events() as unknown as UsageDraft[]);
}

function span(attributes: Record<string, unknown>): Outcome {
  const recording = new Recording();
  const provider = new BasicTracerProvider({ spanProcessors: [new CostkeeperSpanProcessor(recording)] });
  provider
    .getTracer('test')
    .startSpan('chat', { attributes: attributes as Record<string, string> })
    .end();
  return outcomeOf(recording.drafts);
}

async function middleware(provider: string, modelId: string, result: object): Promise<Outcome> {
  const recording = new Recording();
  await costkeeperMiddleware(recording).wrapGenerate({
    model: { provider, modelId },
    params: {},
    doGenerate: () => Promise.resolve({ content: [], response: { modelId }, ...result }),
  });
  return outcomeOf(recording.drafts);
}

const CLAUDE = 'claude-sonnet-4-6';

function prompt(usage: Record<string, number>, metadata?: object): Promise<Outcome> {
  return middleware('anthropic.messages', 'claude-sonnet-4-5', { usage, providerMetadata: metadata });
}

async function quoteAll(requests: Parameters<typeof quoteOf>[0][]): Promise<Outcome> {
  const quotes = requests.map(quoteOf);
  return {
    usd: quotes.map(({ usd }) => usd).join(' '),
    statuses: quotes.flatMap(({ statuses }) => statuses),
  };
}

const MILLION = 1_000_000;

/** How each case is run: as its `how` says, through the code that an application or a sender meets. */
export const RUNNERS: Readonly<Record<string, Runner>> = {
  A1: (input) => runChat(input),
  A1b: (input) => runChat(input, 'api.x.ai'),
  A3: (input) =>
    middleware('google.generative-ai', input['model'] ?? '', { usage: input['usage (AI SDK 5)'] }),
  A3b: (input) => middleware('xai.chat', input['model'] ?? '', { usage: input['usage'] }),
  A5: (input) =>
    runAnthropic('claude-sonnet-4-5', {
      events: [
        {
          type: 'message_start',
          message: { model: 'claude-sonnet-4-5', usage: input['message_start.usage'] },
        },
        { type: 'message_delta', delta: {}, usage: input['message_delta.usage'] },
        { type: 'message_stop' },
      ],
    }),
  A6: (input) => runGemini(input['model'] ?? '', { usageMetadata: input['usageMetadata'] }),
  A7b: (input) =>
    recorded((client) =>
      client.recordOpenAI(
        { object: 'realtime.response', status: 'completed', usage: input['usage'] },
        { model: 'gpt-realtime' },
      ),
    ),
  A8: (input) => runChat(input, 'api.mistral.ai', 'voxtral-small-latest'),
  A8c: async (input) => {
    const { recording } = await callProvider({
      protocol: 'openai',
      url: 'https://api.groq.com/openai/v1/audio/transcriptions',
      body: { model: input['model'] },
      answer: { json: { task: 'transcribe', text: 'x', duration: input['duration'], segments: [] } },
    });
    return outcomeOf(recording.drafts);
  },
  A8d: (input) =>
    recorded((client) =>
      client.recordOpenAI(
        { object: 'list', data: [{ object: 'embedding', embedding: [0] }], usage: input['usage'] },
        { provider: 'voyageai', model: 'voyage-3.5', service: 'embedding' },
      ),
    ),
  A9b: () =>
    span({
      'gen_ai.system': 'anthropic',
      'gen_ai.request.model': CLAUDE,
      'gen_ai.usage.input_tokens': 6000,
      'gen_ai.usage.cache_read.input_tokens': 5758,
      'gen_ai.usage.output_tokens': 200,
    }),
  A9c: () =>
    span({
      'gen_ai.system': 'gcp.gemini',
      'gen_ai.request.model': 'gemini-2.5-flash',
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 1,
      'gen_ai.usage.reasoning_tokens': 100,
    }),
  B1: (input) =>
    runAnthropic(input['model'] ?? '', { json: { model: input['model'], usage: input['usage'] } }),
  B2: (input) =>
    runAnthropic(input['model'] ?? '', { json: { model: input['model'], usage: input['usage'] } }),
  B3b: (input) => runChat(input, 'api.perplexity.ai'),
  B4: (input) =>
    runResponse(input, {
      usage: { input_tokens: 0, output_tokens: 0 },
      output: (input['output'] as unknown as string[]).map((text) => {
        const [type, word, value] = text.split(' ');
        return word === 'status'
          ? { type, status: value, action: { type: 'search' } }
          : { type, status: 'completed', action: { type: value } };
      }),
    }),
  B6: (input) =>
    runResponse(input, { tool_usage: input['tool_usage'], tools: [{ type: 'image_generation' }] }),
  B7: (input) => runChat(input),
  B8b: (input) => runChat(input, 'api.deepseek.com'),
  B8c: (input) => runChat(input),
  B9b: (input) => runChat(input),
  B9c: (input) => runChat(input),
  B10: () => runGemini('gemini-2.5-flash', grounded(['a', 'b', 'c'])),
  B10b: (input) => runGemini(input['model'] ?? '', grounded(input['webSearchQueries'])),
  B12: () =>
    prompt({ inputTokens: 9, outputTokens: 20 }, { anthropic: { cacheCreationInputTokens: 12_000 } }),
  B13: () =>
    middleware('anthropic.messages', 'claude-sonnet-4-5', {
      usage: {
        inputTokens: { total: 12_009, noCache: 9, cacheRead: 0, cacheWrite: 12_000 },
        outputTokens: { total: 20, text: 20, reasoning: 0 },
        raw: { cache_creation: { ephemeral_1h_input_tokens: 12_000 } },
      },
    }),
  B13c: (input) =>
    middleware('openai.responses', input['model'] ?? '', {
      usage: { inputTokens: 1000, outputTokens: 750 },
      content: [{ type: 'tool-call', toolCallId: 'w', toolName: 'web_search', providerExecuted: true }],
    }),
  B14: (input) =>
    span({
      'gen_ai.system': 'anthropic',
      'gen_ai.request.model': CLAUDE,
      'gen_ai.usage.output_tokens': 100,
      ...(input as object),
    }),
  B14c: (input) => span({ 'llm.model_name': 'gpt-4o', 'llm.provider': 'openai', ...(input as object) }),
  B14d: (input) =>
    quoteAll(
      (input['provider'] as unknown as string[]).map((provider) => ({
        provider,
        model: modelFor(provider),
        usage: { input_tokens: MILLION },
      })),
    ),
  B15b: async (input) => {
    const hosts = (input['hosts'] as unknown as string[]).map(fullHost);
    const all = await Promise.all(hosts.map((host) => runChat({ host, usage: { prompt_tokens: 1 } })));
    return { usd: '0', statuses: [], providers: all.flatMap(({ providers }) => providers ?? []) };
  },
  B16: () =>
    runChat({
      host: 'eu.api.openai.com',
      model: 'gpt-5.5',
      usage: { prompt_tokens: 100_000, completion_tokens: 10_000 },
    }),
  B18: async (input) => {
    const { recording } = await callProvider({
      protocol: 'google',
      url: 'https://generativelanguage.googleapis.com/v1beta/interactions',
      body: { model: input['model'], input: 'hi' },
      answer: { json: { id: 'i', status: 'completed', model: input['model'], usage: input['usage'] } },
    });
    return outcomeOf(recording.drafts);
  },
  B19: (input) => runResponse(input, {}),
  B20: async (input) => {
    const [bedrock = '', vertex = ''] = input['path'] as unknown as string[];
    const json = { model: CLAUDE, usage: { input_tokens: 1000, output_tokens: 100 } };
    const first = await runAnthropic(
      CLAUDE,
      { json },
      `https://bedrock-runtime.us-east-1.amazonaws.com${bedrock}`,
    );
    const second = await runAnthropic(
      CLAUDE,
      { json },
      `https://us-east5-aiplatform.googleapis.com${vertex.replace('/m:', `/${CLAUDE}:`)}`,
    );
    return {
      usd: first.usd,
      statuses: [...first.statuses, ...second.statuses],
      providers: [...(first.providers ?? []), ...(second.providers ?? [])],
    };
  },
  C2: async () => {
    const prefix = Buffer.from('x'.repeat(84)).toString('base64').slice(0, 112);
    const ids = ['a', 'b'].map((end) => `${prefix}${end.repeat(129)}`);
    const transport = new CollectingTransport();
    const client = createCostkeeper({ transport, flushOnExit: false });
    for (const id of ids) {
      await callProvider(
        {
          protocol: 'openai',
          url: `https://api.openai.com/v1/responses/${id}`,
          method: 'GET',
          answer: {
            json: { id, object: 'response', background: true, usage: { input_tokens: 1, output_tokens: 1 } },
          },
        },
        client as unknown as Recording,
      );
    }
    await client.flush();
    return { usd: String(new Set(transport.events().map(({ id }) => id)).size), statuses: [] };
  },
  F1: () =>
    outcomeOf(
      sqsUsage(
        awsCall('SQSClient', 'SendMessageCommand', { QueueUrl: 'q', MessageBody: 'x'.repeat(200 * 1024) }),
        { output: {}, headers: {} },
      ),
    ),
  F2: (input) => {
    const classes = input['PutObject StorageClass'] as unknown as string[];
    const drafts = classes.flatMap((StorageClass) =>
      s3Usage(awsCall('S3Client', 'PutObjectCommand', { StorageClass }), { output: {}, headers: {} }),
    );
    const { usd, statuses } = outcomeOf(drafts);
    return { usd, statuses, providers: drafts.map(({ model }) => model) };
  },
  F3: () =>
    outcomeOf(
      dynamoUsage(
        awsCall('DynamoDBClient', 'ExecuteStatementCommand', { Statement: 'INSERT INTO t VALUE {}' }),
        { output: { ConsumedCapacity: { CapacityUnits: MILLION } }, headers: {} },
      ),
    ),
  E1: () => quoteAll([deepseek('2026-11-28T03:00:00Z')]),
  E1b: () => quoteAll([deepseek('2026-11-25T03:00:00Z')]),
  E3: () =>
    quoteAll([{ provider: 'anthropic', model: 'claude-sonnet-5-5', usage: { cache_read_tokens: 1000 } }]),
  E4: () =>
    quoteAll([
      {
        provider: 'google',
        model: 'gemini-3.6-flash',
        at: '2026-07-25T00:00:00Z',
        usage: { input_tokens: 1000, output_tokens: 1000 },
      },
    ]),
  E6: () =>
    quoteAll([
      {
        provider: 'anthropic',
        model: 'claude-sonnet-4-5',
        attributes: { service_tier: 'batch' },
        usage: { input_tokens: 1000, web_searches: 1 },
      },
    ]),
  E7: () =>
    quoteAll([
      {
        provider: 'mistral',
        model: 'mistral-small-latest',
        usage: { input_tokens: MILLION, output_tokens: MILLION },
      },
    ]),
  E7c: () =>
    quoteAll([
      {
        provider: 'mistral',
        model: 'ministral-3b-latest',
        usage: { input_tokens: MILLION, output_tokens: MILLION },
      },
    ]),
  E8: (input) =>
    quoteAll([
      {
        provider: 'x-ai',
        model: 'grok-4-latest',
        usage: input['usage'] as unknown as Record<string, number>,
      },
    ]),
};

function awsCall(clientName: string, commandName: string, input: object) {
  return { clientName, commandName, input: input as Record<string, unknown>, attempt: 1 };
}

function deepseek(at: string) {
  const usage = { input_tokens: MILLION, cache_read_tokens: MILLION, output_tokens: MILLION };
  return { provider: 'deepseek', model: 'deepseek-v4-flash', at, usage };
}

function grounded(webSearchQueries: unknown): Record<string, unknown> {
  return {
    candidates: [{ groundingMetadata: { webSearchQueries } }],
    usageMetadata: { promptTokenCount: 0, candidatesTokenCount: 0 },
  };
}

/** A model that each provider of the telemetry's names serves. */
function modelFor(provider: string): string {
  if (/anthropic/.test(provider)) return CLAUDE;
  if (/embedding/.test(provider)) return 'text-embedding-3-small';
  if (/google|vertex/.test(provider)) return 'gemini-2.5-flash';
  const own: Readonly<Record<string, string>> = {
    'xai.chat': 'grok-4.3',
    'mistral.chat': 'mistral-small-latest',
    'groq.chat': 'llama-3.3-70b-versatile',
    'deepseek.chat': 'deepseek-chat',
    'cohere.chat': 'command-r-plus',
    'openrouter.chat': 'openai/gpt-5',
  };
  return own[provider] ?? 'gpt-5';
}

/** The cases name hosts short. */
function fullHost(name: string): string {
  const full: Readonly<Record<string, string>> = {
    'api.moonshot': 'api.moonshot.ai',
    dashscope: 'dashscope.aliyuncs.com',
    'aiplatform.googleapis.com': 'us-central1-aiplatform.googleapis.com',
    'bedrock-runtime': 'bedrock-runtime.us-east-1.amazonaws.com',
    'bedrock-mantle': 'bedrock-mantle.us-east-1.api.aws',
    '*.services.ai.azure.com': 'mine.services.ai.azure.com',
  };
  return full[name] ?? name;
}
