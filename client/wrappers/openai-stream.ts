import { openAiUsage } from '../../providers/openai-answer.ts';
import { openAiDrafts, type OpenAiUsage } from '../convenience/openai-draft.ts';
import { fieldOf, listOf, textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { BillableCall, ProviderCall, StreamReading } from './billable-call.ts';
import { audioEventDraft } from './openai-audio.ts';
import { charactersIn, guessTokens } from './provider-call.ts';
import type { FirstSessions } from './seen-containers.ts';

/** The whole response that ends a stream of the Responses API, whether it was finished or cut short. */
const LAST_RESPONSE = new Set(['response.completed', 'response.incomplete', 'response.failed']);
/** Of OpenAI, and of Mistral. */
const LAST_AUDIO = new Set(['transcript.text.done', 'speech.audio.done', 'transcription.done']);
const LAST_IMAGE = new Set(['image_generation.completed', 'image_edit.completed']);

function draftsOf(event: unknown, asked: OpenAiUsage & BillableCall['base']): UsageDraft[] | undefined {
  const type = textField(event, 'type') ?? '';
  if (LAST_RESPONSE.has(type)) return openAiDrafts(fieldOf(event, 'response'), asked);
  if (LAST_AUDIO.has(type) && fieldOf(event, 'usage')) return [audioEventDraft(asked, event)];
  if (LAST_IMAGE.has(type)) return openAiDrafts(event, asked);
  // Events that end a streamed chat of Cohere's own API, and a conversation of Mistral.
  if (type === 'message-end' || type === 'conversation.response.done') return openAiDrafts(event, asked);
  if (type === '' && openAiUsage(event))
    return openAiDrafts({ ...(event as object), usage: openAiUsage(event) }, asked);
  return undefined;
}

/** Whether a chunk's usage counts nothing. */
function isEmptyUsage(event: unknown): boolean {
  const counts = Object.values(openAiUsage(event) ?? {});
  return counts.length > 0 && counts.every((count) => typeof count !== 'number' || count === 0);
}

/** Text that was generated: deltas of a chat, or of a response. */
function generated(event: unknown): number {
  const delta = fieldOf(event, 'delta');
  if (typeof delta === 'string') return delta.length;
  return charactersIn(listOf(event, 'choices').map((choice) => fieldOf(choice, 'delta')));
}

/**
 * Reads a stream of the OpenAI API.
 * @param dropUsage take the usage event out, which only this client asked for
 * @param sessions those of containers that were recorded before
 */
export function openAiStream(
  call: ProviderCall,
  asked: OpenAiUsage & BillableCall['base'],
  dropUsage = false,
  sessions?: FirstSessions,
): StreamReading {
  let usage: UsageDraft[] | undefined;
  let characters = 0;
  let ended = false;
  return {
    event(data) {
      ended ||= data === '[DONE]';
      // Some gateways end with a usage of zeros, which takes nothing back.
      if (usage === undefined || !isEmptyUsage(data)) usage = draftsOf(data, asked) ?? usage;
      characters += generated(data);
      const extra = Boolean(fieldOf(data, 'usage')) && listOf(data, 'choices').length === 0;
      return dropUsage && extra && fieldOf(data, 'object') === 'chat.completion.chunk' ? 'drop' : 'keep';
    },
    ended: () => ended,
    usage: () => (usage && sessions ? sessions.first(usage) : usage),
    estimate() {
      const said = call.body['messages'] ?? call.body['input'] ?? call.body['prompt'];
      const input_tokens = guessTokens(charactersIn(said));
      return { ...baseOf(asked), usage: { input_tokens, output_tokens: guessTokens(characters) } };
    },
  };
}

function baseOf({ provider, service, model, region }: BillableCall['base']): BillableCall['base'] {
  return { provider, service, model, ...(region === undefined ? {} : { region }) };
}
