import { acceptsStreamOptions, hostOf } from '../../providers/hosts.ts';
import { countCharacters } from '../convenience/media-drafts.ts';
import { openAiDrafts, type OpenAiUsage } from '../convenience/openai-draft.ts';
import { fieldOf, textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { FREE, type BillableCall, type Endpoint, type ProviderCall } from './billable-call.ts';
import { backgroundLook, isUnderWay } from './openai-background.ts';
import { providerOfCall } from './call-provider.ts';
import { videoLook } from './openai-video.ts';
import { batchResults } from './openai-batch.ts';
import { openAiService } from './openai-routes.ts';
import { openAiStream } from './openai-stream.ts';
import { ownProtocolCall } from './own-protocols.ts';
import { type FirstSessions, firstSessions } from './seen-containers.ts';

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

/** Chat streams tell the usage only when asked; nothing to send instead where the application asked itself. */
function bodyThatAsks(call: ProviderCall): string | undefined {
  const options = call.body['stream_options'];
  if (fieldOf(options, 'include_usage') === true) return undefined;
  const stream_options = { ...(options as object | undefined), include_usage: true };
  return JSON.stringify({ ...call.body, stream_options });
}

/** What the request says that the answer does not repeat. */
function askedOf(call: ProviderCall, base: BillableCall['base']): OpenAiUsage & BillableCall['base'] {
  const { body } = call;
  const context = textField(body['web_search_options'], 'search_context_size');
  return {
    ...base,
    size: textField(body, 'size'),
    quality: textField(body, 'quality'),
    searchContextSize: context,
  };
}

function isStreamed(call: ProviderCall): boolean {
  return call.body['stream'] === true || call.body['stream'] === 'true';
}

/** How the calls of one client are read. */
export interface OpenAiEndpointOptions {
  askForUsage?: boolean | undefined;
  provider?: string | undefined;
}

/** A call whose answer is JSON or, where it asks for that, a stream. */
function answeredCall(
  call: ProviderCall,
  base: BillableCall['base'],
  asks: boolean,
  refused: () => void,
  sessions: FirstSessions,
): BillableCall {
  const asked = askedOf(call, base);
  const fromAnswer = (answer: unknown, response: Response): UsageDraft[] =>
    isUnderWay(answer) ? [] : sessions.first(openAiDrafts(answer, asked, response.headers));
  if (!isStreamed(call)) return { base, fromAnswer };
  const openStream = (changed: boolean) => openAiStream(call, asked, changed, sessions);
  const isChat = call.url.pathname.endsWith('completions');
  const body = asks && isChat ? bodyThatAsks(call) : undefined;
  return { base, fromAnswer, openStream, ...(body === undefined ? {} : { body, refused }) };
}

/** The billable routes of the OpenAI API, and of the providers that copy it. */
export function openAiEndpoint(options: OpenAiEndpointOptions): Endpoint {
  /** Hosts that refused to be asked: they are not asked again. */
  const refusing = new Set<string>();
  const sessions = firstSessions(() => Date.now());
  return (call) => {
    const provider = options.provider ?? providerOfCall(call) ?? call.url.host;
    const own = ownProtocolCall(call, provider);
    if (own !== undefined) return own;
    if (call.method !== 'POST') {
      return backgroundLook(call, provider) ?? batchResults(call, provider) ?? videoLook(call, provider);
    }
    const service = openAiService(call.url.pathname, provider);
    if (service === undefined || service === FREE) return service;
    const region = hostOf(call.url)?.region;
    const base = { provider, service, model: modelOf(call), ...(region === undefined ? {} : { region }) };
    if (service === 'tts') return speechCall(call, base);
    const { host } = call.url;
    const asks = (options.askForUsage ?? acceptsStreamOptions(provider)) && !refusing.has(host);
    return answeredCall(call, base, asks, () => refusing.add(host), sessions);
  };
}
