import { openAiDrafts } from '../convenience/openai-draft.ts';
import { fieldOf, textField } from '../convenience/read-usage.ts';
import { fieldAt } from '../../providers/fields.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { lookedAtId } from './answer-id.ts';
import { answerTime } from './answer-time.ts';
import type { BillableCall, ProviderCall } from './billable-call.ts';

const PATH = /\/files\/[^/]+\/content$/;

/**
 * The results of a batch, one line for each request, when their file is read. The id is the request's, so that each
 * counts once however often it is read; what is not a line of results is passed over.
 */
export function batchResults(call: ProviderCall, provider: string): BillableCall | undefined {
  if (call.method !== 'GET' || !PATH.test(call.url.pathname)) return undefined;
  return {
    base: { provider, service: 'llm', model: 'unknown' },
    silent: true,
    jsonLines: true,
    fromAnswer(line): UsageDraft[] {
      const id = textField(line, 'id');
      const body = fieldAt(line, 'response', 'body');
      if (id === undefined || fieldOf(body, 'usage') === undefined) return [];
      const occurredAt = answerTime(body, 'created', 'created_at');
      return openAiDrafts(line, {
        provider,
        ...lookedAtId(body, `openai-batch/${id}`),
        ...(occurredAt ? { occurredAt } : {}),
      });
    },
  };
}
