import { countCharacters } from '../convenience/media-drafts.ts';
import { openAiDraft, type OpenAiUsage } from '../convenience/openai-draft.ts';
import { fieldOf, textField } from '../convenience/read-usage.ts';
import type { Service, UsageDraft } from '../core/usage-event.ts';
import type { BillableCall, Endpoint, ProviderCall, StreamReading } from './billable-call.ts';
import { backgroundLook, isUnderWay } from './openai-background.ts';
import { openAiStream } from './openai-stream.ts';

/** Hosts that speak the protocol of OpenAI, and the ledger's name for who bills. */
const PROVIDERS: readonly [RegExp, string][] = [
  [/(^|\.)openai\.azure\.com$|\.cognitiveservices\.azure\.com$/, 'azure'],
  [/(^|\.)groq\.com$/, 'groq'],
  [/(^|\.)deepseek\.com$/, 'deepseek'],
  [/(^|\.)openrouter\.ai$/, 'openrouter'],
  [/(^|\.)mistral\.ai$/, 'mistral'],
  [/(^|\.)x\.ai$/, 'x-ai'],
  [/(^|\.)perplexity\.ai$/, 'perplexity'],
  [/(^|\.)together\.(xyz|ai)$/, 'together'],
  [/(^|\.)fireworks\.ai$/, 'fireworks'],
  [/^generativelanguage\.googleapis\.com$/, 'google'],
];

const SERVICES: readonly [RegExp, Service][] = [
  [/\/chat\/completions$/, 'llm'],
  [/\/responses$/, 'llm'],
  [/\/completions$/, 'llm'],
  [/\/embeddings$/, 'embedding'],
  [/\/images\/(generations|edits|variations)$/, 'image'],
  [/\/audio\/(transcriptions|translations)$/, 'stt'],
  [/\/audio\/speech$/, 'tts'],
];

function providerOf(url: URL): string {
  return PROVIDERS.find(([host]) => host.test(url.hostname))?.[1] ?? 'openai';
}

/** Azure names the deployment in the path, and the model only in the answer. */
function modelOf(call: ProviderCall): string {
  return (
    textField(call.body, 'model') ?? /\/deployments\/([^/]+)\//.exec(call.url.pathname)?.[1] ?? 'unknown'
  );
}

/** Speech is billed by the characters to speak; models that bill tokens tell them only in their event stream. */
function speechCall(call: ProviderCall, base: BillableCall['base']): BillableCall {
  const characters = countCharacters(textField(call.body, 'input') ?? '');
  const events = call.body['stream_format'] === 'sse';
  const draft: UsageDraft = { ...base, usage: { characters } };
  return events ? { base, openStream: () => openAiStream(call, base) } : { base, fromHeaders: () => draft };
}

/** Chat streams tell the usage only when asked; the extra event is taken out if the application did not ask. */
function askForUsage(call: ProviderCall): { body?: string; asked: boolean } {
  const options = call.body['stream_options'];
  if (fieldOf(options, 'include_usage') === true) return { asked: true };
  const stream_options = { ...(options as object | undefined), include_usage: true };
  return { body: JSON.stringify({ ...call.body, stream_options }), asked: false };
}

function isChat(call: ProviderCall): boolean {
  return call.url.pathname.endsWith('completions');
}

/** What the request says that the answer does not repeat. */
function askedOf(call: ProviderCall, base: BillableCall['base']): OpenAiUsage {
  return { ...base, size: textField(call.body, 'size'), quality: textField(call.body, 'quality') };
}

function isStreamed(call: ProviderCall): boolean {
  return call.body['stream'] === true || call.body['stream'] === 'true';
}

/** The billable routes of the OpenAI API, and of the providers that copy it. */
export function openAiEndpoint(options: {
  askForUsage?: boolean | undefined;
  provider?: string | undefined;
}): Endpoint {
  return (call) => {
    const provider = options.provider ?? providerOf(call.url);
    if (call.method !== 'POST') return backgroundLook(call, provider);
    const service = SERVICES.find(([path]) => path.test(call.url.pathname))?.[1];
    if (service === undefined) return undefined;
    const base = { provider, service, model: modelOf(call) };
    if (service === 'tts') return speechCall(call, base);
    const fromAnswer = (answer: unknown): UsageDraft[] =>
      isUnderWay(answer) ? [] : [openAiDraft(answer, askedOf(call, base))];
    if (!isStreamed(call)) return { base, fromAnswer };
    const { body, asked } =
      options.askForUsage !== false && isChat(call) ? askForUsage(call) : { asked: true };
    const openStream = (): StreamReading => openAiStream(call, base, !asked);
    return { base, fromAnswer, openStream, ...(body === undefined ? {} : { body }) };
  };
}
