import { ownAnswer } from '../../providers/own-answer.ts';
import { reportedCost } from '../../providers/reported-cost.ts';
import { countCharacters } from '../convenience/media-drafts.ts';
import { draftsOf, fieldOf, textField, UNKNOWN_USAGE } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { lookedAtId } from './answer-id.ts';
import { FREE, type BillableCall, type ProviderCall, type StreamReading } from './billable-call.ts';
import { charactersIn, guessTokens } from './provider-call.ts';

type OwnCall = BillableCall | typeof FREE | undefined;

/** What an answer in the provider's own form bills; nothing for what only begins or leads to one. */
function ownDrafts(answer: unknown, base: BillableCall['base']): UsageDraft[] {
  const own = ownAnswer(answer, base);
  if (own === undefined) return [];
  const { provider } = base;
  return draftsOf([own.part], { provider, model: own.model ?? base.model }, base, reportedCost(answer));
}

/** As `ownDrafts`; of an answer that does not tell its usage the cost is not known. */
function billedDrafts(answer: unknown, base: BillableCall['base']): UsageDraft[] {
  const drafts = ownDrafts(answer, base);
  return drafts.length > 0 ? drafts : [{ ...base, usage: UNKNOWN_USAGE }];
}

/** The lines of a stream of Ollama: the last one has the counts. */
function ollamaStream({ body }: ProviderCall, base: BillableCall['base']): StreamReading {
  let usage: UsageDraft[] | undefined;
  let ended = false;
  let characters = 0;
  return {
    event(line) {
      ended ||= fieldOf(line, 'done') === true;
      if (ended) usage = ownDrafts(line, base);
      characters += charactersIn(fieldOf(line, 'message') ?? fieldOf(line, 'response'));
      return 'keep';
    },
    ended: () => ended,
    usage: () => usage,
    estimate() {
      const input_tokens = guessTokens(charactersIn(body['messages'] ?? body['prompt']));
      return { ...base, usage: { input_tokens, output_tokens: guessTokens(characters) } };
    },
  };
}

/** Ollama's own API; what it does beside answers, such as listing and loading models, bills nothing. */
function ollamaCall(call: ProviderCall): OwnCall {
  const [, route] = /\/api\/(\w+)$/.exec(call.url.pathname) ?? [];
  if (route === undefined) return undefined;
  if (call.method !== 'POST') return FREE;
  const model = textField(call.body, 'model') ?? 'unknown';
  if (route === 'chat' || route === 'generate') {
    const base = { provider: 'ollama', service: 'llm' as const, model };
    const fromAnswer = (answer: unknown): UsageDraft[] => ownDrafts(answer, base);
    return { base, fromAnswer, openStream: () => ollamaStream(call, base) };
  }
  if (route !== 'embed' && route !== 'embeddings') return FREE;
  const base = { provider: 'ollama', service: 'embedding' as const, model };
  return { base, fromAnswer: (answer) => billedDrafts(answer, base) };
}

/** Deepgram names the model in the address; a header says how many characters of speech it billed. */
function deepgramCall({ method, url, body }: ProviderCall): OwnCall {
  if (method !== 'POST') return FREE;
  const asked = url.searchParams.get('model');
  if (url.pathname.endsWith('/listen')) {
    const base = { provider: 'deepgram', service: 'stt' as const, model: asked ?? 'unknown' };
    return { base, fromAnswer: (answer) => billedDrafts(answer, base) };
  }
  if (!url.pathname.endsWith('/speak')) return undefined;
  const base = { provider: 'deepgram', service: 'tts' as const, model: asked ?? 'aura-asteria-en' };
  return {
    base,
    fromHeaders(response) {
      const billed = Number(response.headers.get('dg-char-count') ?? Number.NaN);
      const counted = countCharacters(textField(body, 'text') ?? '');
      return { ...base, usage: { characters: Number.isSafeInteger(billed) ? billed : counted } };
    },
  };
}

/** AssemblyAI is asked for a transcript and then looked at until it is complete: it counts once, by its own id. */
function assemblyAiCall({ method, url }: ProviderCall): OwnCall {
  if (!/\/v2\/(?:transcript|upload)(?:\/|$)/.test(url.pathname)) return undefined;
  if (method !== 'GET' || !/\/transcript\/[^/]+$/.test(url.pathname)) return FREE;
  const base = { provider: 'assemblyai', service: 'stt' as const, model: 'unknown' };
  return {
    base,
    silent: true,
    fromAnswer(answer): UsageDraft[] {
      const named = lookedAtId(answer, `assemblyai/${textField(answer, 'id') ?? ''}`);
      return ownDrafts(answer, { ...base, ...named });
    },
  };
}

const CALLS: ReadonlyMap<string, (call: ProviderCall) => OwnCall> = new Map([
  ['ollama', ollamaCall],
  ['deepgram', deepgramCall],
  ['assemblyai', assemblyAiCall],
]);

/** How a call of a provider with a protocol of its own is read; undefined for a route or a provider that has none. */
export function ownProtocolCall(call: ProviderCall, provider: string): OwnCall {
  return CALLS.get(provider)?.(call);
}
