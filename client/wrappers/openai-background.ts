import { openAiDrafts } from '../convenience/openai-draft.ts';
import { fieldOf, textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { lookedAtId } from './answer-id.ts';
import { answerTime } from './answer-time.ts';
import type { BillableCall, ProviderCall } from './billable-call.ts';

const UNDER_WAY = new Set(['queued', 'in_progress']);
const PATH = /\/responses\/[^/]+$/;

/** Whether a response is still worked on in the background: its cost comes with a later look at it. */
export function isUnderWay(answer: unknown): boolean {
  return UNDER_WAY.has(textField(answer, 'status') ?? '');
}

/**
 * A look at a response that was made in the background. Applications look more than once; the id and the time
 * are the response's own, so that it counts once.
 */
export function backgroundLook(call: ProviderCall, provider: string): BillableCall | undefined {
  if (call.method !== 'GET' || !PATH.test(call.url.pathname)) return undefined;
  const base = { provider, service: 'llm' as const, model: 'unknown' };
  return {
    base,
    silent: true,
    fromAnswer(answer): UsageDraft[] {
      if (fieldOf(answer, 'background') !== true || isUnderWay(answer) || !fieldOf(answer, 'usage'))
        return [];
      const named = lookedAtId(answer, `openai-response/${textField(answer, 'id') ?? ''}`);
      const occurredAt = answerTime(answer, 'completed_at', 'created_at');
      return openAiDrafts(answer, { provider, ...named, occurredAt });
    },
  };
}
