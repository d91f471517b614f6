import { wrapAnthropic } from '../../client/anthropic.ts';
import { wrapBedrock } from '../../client/bedrock.ts';
import type { CostkeeperCore } from '../../client/core/costkeeper.ts';
import { wrapElevenLabs } from '../../client/elevenlabs.ts';
import { wrapGoogleGenAI } from '../../client/google.ts';
import { wrapOpenAI } from '../../client/openai.ts';
import { wrapReplicate } from '../../client/replicate.ts';

type Call = (params: object) => Promise<unknown>;

/** What is asked of a client of any of the SDKs; a version that has less of it fails its trial. */
interface SdkClient {
  withOptions(options: { fetch: typeof fetch }): unknown;
  readonly middlewareStack: { use(plugin: never): void };
  fetch: unknown;
  readonly send: Call;
  readonly run: (model: string, options: object) => Promise<unknown>;
  readonly textToSpeech: {
    readonly convert: (voice: string, options: object) => Promise<AsyncIterable<unknown>>;
  };
  readonly chat: { readonly completions: { readonly create: Call } };
  readonly messages: { readonly create: Call };
  readonly models: { readonly generateContent: Call };
}

/** What an SDK's module gives; its types are said here, since no version of it is installed. */
export type SdkModule = Readonly<Record<string, new (options: object) => SdkClient>>;

/** One version of an SDK, and what its wrapper has to do with it. */
export interface TriedSdk {
  readonly name: string;
  readonly version: string;
  readonly expected: 'records' | 'refuses';
  /** The documented answer of the provider to one call. */
  readonly answer: object;
  /** What of the event shows that its usage was read; `"output_tokens":2` if absent. */
  readonly part?: string;
  /** Wraps a client and makes one call. Rejects as the wrapper and the SDK do. */
  readonly call: (sdk: SdkModule, recorder: CostkeeperCore, reply: typeof fetch) => Promise<unknown>;
}

const CHAT = {
  id: 'c1',
  object: 'chat.completion',
  model: 'gpt-4o-mini',
  choices: [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
};
const MESSAGE = {
  id: 'm1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-6',
  content: [{ type: 'text', text: 'x' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 5, output_tokens: 2 },
};
const CONTENT = {
  candidates: [{ content: { parts: [{ text: 'x' }] } }],
  usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2 },
  modelVersion: 'gemini-2.5-flash',
};

const CONVERSE = {
  output: { message: { role: 'assistant', content: [{ text: 'x' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 5, outputTokens: 2, totalTokens: 7 },
  metrics: { latencyMs: 9 },
};
const PREDICTION = {
  id: 'p1',
  model: 'black-forest-labs/flux-schnell',
  version: '5599ed30',
  status: 'succeeded',
  input: { prompt: 'x' },
  output: ['https://replicate.delivery/x.webp'],
  metrics: { predict_time: 1 },
  urls: { get: 'https://api.replicate.com/v1/predictions/p1' },
};

function made(sdk: SdkModule, name: string, options: object): SdkClient {
  const Client = sdk[name];
  if (!Client) throw new Error(`the SDK has no ${name}`);
  return new Client({ apiKey: 'k', ...options });
}

const openAi: TriedSdk['call'] = (sdk, recorder, reply) =>
  wrapOpenAI(made(sdk, 'default', { fetch: reply }), recorder).chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [],
  });

const anthropic: TriedSdk['call'] = (sdk, recorder, reply) =>
  wrapAnthropic(made(sdk, 'default', { fetch: reply }), recorder).messages.create({
    model: 'claude-sonnet-4-6',
    max_tokens: 5,
    messages: [{ role: 'user', content: 'x' }],
  });

const google: TriedSdk['call'] = (sdk, recorder, reply) =>
  wrapGoogleGenAI(
    made(sdk, 'GoogleGenAI', { httpOptions: { fetch: reply } }),
    recorder,
  ).models.generateContent({ model: 'gemini-2.5-flash', contents: 'x' });

/** By Converse where the version has it, else by InvokeModel with Anthropic's own answer. */
const bedrock: TriedSdk['call'] = (sdk, recorder, reply) => {
  const requestHandler = {
    handle: async () => {
      const body = new Uint8Array(await (await reply('')).arrayBuffer());
      return { response: { statusCode: 200, headers: { 'content-type': 'application/json' }, body } };
    },
  };
  const credentials = { accessKeyId: 'k', secretAccessKey: 'k' };
  const client = made(sdk, 'BedrockRuntimeClient', { region: 'us-east-1', credentials, requestHandler });
  const modelId = 'anthropic.claude-3-haiku-20240307-v1:0';
  const input = sdk['ConverseCommand'] ? { modelId, messages: [] } : { modelId, body: '{}' };
  const Command = sdk['ConverseCommand'] ?? sdk['InvokeModelCommand'];
  if (!Command) throw new Error('the SDK has no command');
  return wrapBedrock(client, recorder).send(new Command(input));
};

const elevenLabs: TriedSdk['call'] = (sdk, recorder, reply) =>
  withFetch(reply, async () => {
    const client = wrapElevenLabs(made(sdk, 'ElevenLabsClient', {}), recorder);
    const options = { text: 'Hello', modelId: 'eleven_multilingual_v2' };
    for await (const bytes of await client.textToSpeech.convert('voice', options)) void bytes;
  });

const replicate: TriedSdk['call'] = (sdk, recorder, reply) =>
  withFetch(reply, () => {
    const client = wrapReplicate(made(sdk, 'default', { auth: 'k' }), recorder);
    return client.run('black-forest-labs/flux-schnell:5599ed30', { input: { prompt: 'x' } });
  });

/** Calls with `reply` as the global fetch: a version that asks no other one meets no network. */
async function withFetch<T>(reply: typeof fetch, call: () => Promise<T>): Promise<T> {
  const { fetch: own } = globalThis;
  globalThis.fetch = reply;
  try {
    return await call();
  } finally {
    globalThis.fetch = own;
  }
}

const ELEVEN_LABS = { answer: {}, part: '"characters":5', call: elevenLabs } as const;
const REPLICATE = { answer: PREDICTION, part: '"images":1', call: replicate } as const;
const BEDROCK = { name: '@aws-sdk/client-bedrock-runtime', expected: 'records', call: bedrock } as const;

/** Of each SDK in the order of its versions: what is refused, the oldest that records, and ends of majors after it. */
export const TRIED_SDKS: readonly TriedSdk[] = [
  { name: 'openai', version: '4.104.0', expected: 'refuses', answer: CHAT, call: openAi },
  { name: 'openai', version: '5.0.0', expected: 'records', answer: CHAT, call: openAi },
  { name: 'openai', version: '5.23.2', expected: 'records', answer: CHAT, call: openAi },
  { name: 'openai', version: '6.49.0', expected: 'records', answer: CHAT, call: openAi },
  { name: 'openai', version: '7.59.0', expected: 'records', answer: CHAT, call: openAi },
  { name: '@anthropic-ai/sdk', version: '0.41.0', expected: 'refuses', answer: MESSAGE, call: anthropic },
  { name: '@anthropic-ai/sdk', version: '0.50.1', expected: 'records', answer: MESSAGE, call: anthropic },
  { name: '@anthropic-ai/sdk', version: '0.137.0', expected: 'records', answer: MESSAGE, call: anthropic },
  { name: '@anthropic-ai/sdk', version: '1.14.0', expected: 'records', answer: MESSAGE, call: anthropic },
  { name: '@google/genai', version: '1.52.0', expected: 'refuses', answer: CONTENT, call: google },
  { name: '@google/genai', version: '2.22.0', expected: 'refuses', answer: CONTENT, call: google },
  { name: '@google/genai', version: '2.24.0', expected: 'records', answer: CONTENT, call: google },
  { name: '@google/genai', version: '2.32.0', expected: 'records', answer: CONTENT, call: google },
  { name: '@google/genai', version: '3.3.0', expected: 'records', answer: CONTENT, call: google },
  { ...BEDROCK, version: '3.423.0', answer: MESSAGE },
  { ...BEDROCK, version: '3.600.0', answer: CONVERSE },
  { ...BEDROCK, version: '3.1164.0', answer: CONVERSE },
  { ...ELEVEN_LABS, name: 'elevenlabs', version: '1.59.0', expected: 'refuses' },
  { ...ELEVEN_LABS, name: '@elevenlabs/elevenlabs-js', version: '2.24.1', expected: 'refuses' },
  { ...ELEVEN_LABS, name: '@elevenlabs/elevenlabs-js', version: '2.25.0', expected: 'records' },
  { ...ELEVEN_LABS, name: '@elevenlabs/elevenlabs-js', version: '2.73.0', expected: 'records' },
  { ...REPLICATE, name: 'replicate', version: '0.8.0', expected: 'refuses' },
  { ...REPLICATE, name: 'replicate', version: '0.18.0', expected: 'records' },
  { ...REPLICATE, name: 'replicate', version: '0.34.1', expected: 'records' },
  { ...REPLICATE, name: 'replicate', version: '1.4.0', expected: 'records' },
];
