import { wrapAnthropic } from '../../client/anthropic.ts';
import type { CostkeeperCore } from '../../client/core/costkeeper.ts';
import { wrapGoogleGenAI } from '../../client/google.ts';
import { wrapOpenAI } from '../../client/openai.ts';

type Call = (params: object) => Promise<unknown>;

/** What is asked of a client of any of the SDKs; a version that has less of it fails its trial. */
interface SdkClient {
  withOptions(options: { fetch: typeof fetch }): unknown;
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
  model: 'claude-sonnet-4-5',
  content: [{ type: 'text', text: 'x' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 5, output_tokens: 2 },
};
const CONTENT = {
  candidates: [{ content: { parts: [{ text: 'x' }] } }],
  usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2 },
  modelVersion: 'gemini-2.5-flash',
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
    model: 'claude-sonnet-4-5',
    max_tokens: 5,
    messages: [{ role: 'user', content: 'x' }],
  });

const google: TriedSdk['call'] = (sdk, recorder, reply) =>
  wrapGoogleGenAI(
    made(sdk, 'GoogleGenAI', { httpOptions: { fetch: reply } }),
    recorder,
  ).models.generateContent({ model: 'gemini-2.5-flash', contents: 'x' });

/** The last version of each major that is tried, and the first that records where a major has both. */
export const TRIED_SDKS: readonly TriedSdk[] = [
  { name: 'openai', version: '4.104.0', expected: 'refuses', answer: CHAT, call: openAi },
  { name: 'openai', version: '5.23.2', expected: 'records', answer: CHAT, call: openAi },
  { name: 'openai', version: '6.49.0', expected: 'records', answer: CHAT, call: openAi },
  { name: '@anthropic-ai/sdk', version: '0.40.1', expected: 'refuses', answer: MESSAGE, call: anthropic },
  { name: '@anthropic-ai/sdk', version: '0.60.0', expected: 'records', answer: MESSAGE, call: anthropic },
  { name: '@google/genai', version: '1.52.0', expected: 'refuses', answer: CONTENT, call: google },
  { name: '@google/genai', version: '2.22.0', expected: 'refuses', answer: CONTENT, call: google },
  { name: '@google/genai', version: '2.24.0', expected: 'records', answer: CONTENT, call: google },
];
