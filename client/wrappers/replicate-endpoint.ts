import { replicateDraft, type ReplicatePrediction } from '../convenience/media-drafts.ts';
import { textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { Endpoint } from './billable-call.ts';
import { seenOnce } from './seen-once.ts';

const TERMINAL = new Set(['succeeded', 'failed', 'canceled', 'aborted']);

/** What the wrapper is told about models that are billed by time. */
export interface ReplicateOptions {
  /** The price row of the hardware for a model, such as `gpu-l40s`; models left out are billed by the image. */
  hardware?: Record<string, string> | undefined;
}

/**
 * A prediction is created, then looked at until it ends: its cost is known when it does, and is recorded
 * once, with the prediction's id and the time it ended.
 */
export function replicateEndpoint(options: ReplicateOptions = {}): Endpoint {
  const isNew = seenOnce();

  function ended(answer: unknown): UsageDraft[] {
    const id = textField(answer, 'id');
    if (id === undefined || !TERMINAL.has(textField(answer, 'status') ?? '') || !isNew(id)) return [];
    const prediction = answer as ReplicatePrediction;
    const hardware = options.hardware?.[prediction.model ?? prediction.version ?? ''];
    const draft = replicateDraft(prediction, {
      id: `replicate/${id}`,
      ...(hardware === undefined ? {} : { hardware }),
    });
    const occurredAt = textField(answer, 'completed_at');
    return [occurredAt === undefined ? draft : { ...draft, occurredAt }];
  }

  return (call) => {
    const path = call.url.pathname;
    const creates = call.method === 'POST' && path.endsWith('/predictions');
    const looks = call.method === 'GET' && /\/predictions\/[^/]+$/.test(path);
    const cancels = call.method === 'POST' && /\/predictions\/[^/]+\/cancel$/.test(path);
    if (!creates && !looks && !cancels) return undefined;
    const named = /\/models\/([^/]+\/[^/]+)\/predictions$/.exec(path)?.[1];
    const model = named ?? textField(call.body, 'version') ?? 'unknown';
    const base = { provider: 'replicate', model };
    return { base, silent: !creates, fromAnswer: ended };
  };
}
