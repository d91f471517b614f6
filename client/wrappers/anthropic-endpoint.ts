import { anthropicBatchDraft, anthropicDraft } from '../convenience/llm-drafts.ts';
import { fieldOf, textOf } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { BillableCall, Endpoint, ProviderCall, StreamReading } from './billable-call.ts';
import { charactersIn, guessTokens } from './provider-call.ts';

type Fields = Record<string, unknown>;

/**
 * `message_start` has the input, `message_delta` the output so far: the later one wins, field by field. Until
 * a delta came, the output is guessed from the text.
 */
function messageStream(call: ProviderCall, base: BillableCall['base']): StreamReading {
  let usage: Fields | undefined;
  let model: string | undefined;
  let characters = 0;
  let told = false;
  const draft = (more: Fields): UsageDraft => anthropicDraft({ model, usage: { ...usage, ...more } }, base);
  return {
    event(data) {
      const type = fieldOf(data, 'type');
      if (type === 'message_start') {
        usage = fieldOf(fieldOf(data, 'message'), 'usage') as Fields | undefined;
        model = textOf(fieldOf(data, 'message'), 'model');
      } else if (type === 'message_delta') {
        const update = Object.entries((fieldOf(data, 'usage') ?? {}) as Fields);
        usage = { ...usage, ...Object.fromEntries(update.filter(([, value]) => value !== null)) };
        told = true;
      } else if (type === 'content_block_delta') {
        characters += charactersIn(fieldOf(data, 'delta'));
      }
      return 'keep';
    },
    usage: () => (told ? draft({}) : undefined),
    estimate() {
      const output_tokens = guessTokens(characters);
      if (usage) return draft({ output_tokens });
      const input_tokens = guessTokens(charactersIn(call.body['messages']));
      return { ...base, usage: { input_tokens, output_tokens } };
    },
  };
}

const BATCH_PATH = /\/messages\/batches\/([^/]+?)(\/results)?$/;

/** Batches that were seen, and when they ended: the time of their cost. */
const endedAt = new Map<string, string>();
const MOST_BATCHES = 1000;

function noteBatch(batch: unknown): UsageDraft[] {
  const id = textOf(batch, 'id');
  const ended = textOf(batch, 'ended_at');
  if (id === undefined || ended === undefined) return [];
  if (endedAt.size >= MOST_BATCHES) endedAt.clear();
  endedAt.set(id, ended);
  return [];
}

/** Results may be read more than once: the id is the request's, so that each is counted once. */
function batchResults(batchId: string, base: BillableCall['base']): BillableCall {
  return {
    base,
    silent: true,
    jsonLines: true,
    fromAnswer(line) {
      const id = `anthropic-batch/${batchId}/${textOf(line, 'custom_id') ?? ''}`.slice(0, 128);
      const occurredAt = endedAt.get(batchId);
      const draft = anthropicBatchDraft(line, { ...(occurredAt ? { occurredAt } : {}), id });
      return draft ? [draft] : [];
    },
  };
}

/** Messages, their streams, and the results of batches. */
export const anthropicEndpoint: Endpoint = (call) => {
  const base = {
    provider: 'anthropic',
    service: 'llm' as const,
    model: textOf(call.body, 'model') ?? 'unknown',
  };
  if (call.method === 'POST' && call.url.pathname.endsWith('/messages')) {
    return {
      base,
      fromAnswer: (answer) => [anthropicDraft(answer, base)],
      openStream: () => messageStream(call, base),
    };
  }
  const batch = BATCH_PATH.exec(call.url.pathname);
  if (call.method !== 'GET' || batch?.[1] === undefined) return undefined;
  if (batch[2]) return batchResults(batch[1], base);
  return { base, fromAnswer: noteBatch, silent: true };
};
