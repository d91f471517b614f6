import { anthropicBatchDraft, anthropicDraft } from '../convenience/llm-drafts.ts';
import { textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { messageStream } from './anthropic-stream.ts';
import type { BillableCall, Endpoint } from './billable-call.ts';

const BATCH_PATH = /\/messages\/batches\/([^/]+?)(\/results)?$/;

/** Batches that were seen, and when they ended: the time of their cost. */
const endedAt = new Map<string, string>();
const MOST_BATCHES = 1000;

function noteBatch(batch: unknown): UsageDraft[] {
  const id = textField(batch, 'id');
  const ended = textField(batch, 'ended_at');
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
      const id = `anthropic-batch/${batchId}/${textField(line, 'custom_id') ?? ''}`.slice(0, 128);
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
    model: textField(call.body, 'model') ?? 'unknown',
  };
  if (call.method === 'POST' && call.url.pathname.endsWith('/messages')) {
    return {
      base,
      fromAnswer: (answer) => [anthropicDraft(answer, base)],
      openStream: () => messageStream(call.body['messages'], base),
    };
  }
  const batch = BATCH_PATH.exec(call.url.pathname);
  if (call.method !== 'GET' || batch?.[1] === undefined) return undefined;
  if (batch[2]) return batchResults(batch[1], base);
  return { base, fromAnswer: noteBatch, silent: true };
};
