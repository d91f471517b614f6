import { openAiDrafts } from '../convenience/openai-draft.ts';
import { textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { lookedAtId } from './answer-id.ts';
import { answerTime } from './answer-time.ts';
import type { BillableCall, ProviderCall } from './billable-call.ts';

const PATH = /\/videos\/[^/]+$/;

/**
 * A look at a video that is made in the background: it is billed once it is complete, and by its own id and time, so
 * that it counts once however often the application looks.
 */
export function videoLook(call: ProviderCall, provider: string): BillableCall | undefined {
  if (call.method !== 'GET' || !PATH.test(call.url.pathname)) return undefined;
  return {
    base: { provider, service: 'video', model: 'unknown' },
    silent: true,
    fromAnswer(video): UsageDraft[] {
      const id = textField(video, 'id');
      const isComplete = textField(video, 'object') === 'video' && textField(video, 'status') === 'completed';
      if (!isComplete || id === undefined) return [];
      const occurredAt = answerTime(video, 'completed_at', 'created_at');
      return openAiDrafts(video, { provider, ...lookedAtId(video, `openai-video/${id}`), occurredAt });
    },
  };
}
