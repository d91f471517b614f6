import { isFields, type Fields } from '../../providers/fields.ts';
import { at, fieldsAt, type IntakeEvent, numberAt, textAt, withoutAbsent } from './intake-event.ts';
import { countedTokens, loggedAnswer, loggedId, loggedUsage, withFurtherParts } from './logged-call.ts';

/** True for what a webhook of Helicone sends (docs.helicone.ai/features/webhooks). */
export function isHeliconeWebhook(value: unknown): value is Fields {
  return (
    isFields(value) && textAt(value, 'request_id') !== undefined && Object.hasOwn(value, 'response_body')
  );
}

/**
 * A webhook of Helicone as usage messages, one for each model that worked on the answer. Bodies of more than 10 KB are
 * cut, and the counts in `metadata` are read then. It names no time: `now` is the call's.
 */
export function heliconeEvents(payload: Fields, now: string): IntakeEvent[] {
  const asked = textAt(payload, 'provider')?.toLowerCase();
  const read = loggedAnswer(at(payload, 'response_body'), asked, textAt(payload, 'model'));
  const counted = countedTokens(
    numberAt(payload, 'metadata', 'promptTokens'),
    numberAt(payload, 'metadata', 'completionTokens'),
  );
  const event = withoutAbsent({
    id: loggedId('helicone', read?.responseId, textAt(payload, 'request_id'), payload),
    occurredAt: read?.occurredAt ?? now,
    provider: asked ?? 'unknown',
    model: read?.model ?? textAt(payload, 'model') ?? 'unknown',
    reportedCostUsd: at(payload, 'metadata', 'cost') ?? read?.reportedCostUsd,
    userId: textAt(payload, 'user_id'),
    ...loggedUsage(read?.parts[0], counted),
    via: 'helicone',
    metadata: withoutAbsent({
      requestId: textAt(payload, 'request_id'),
      durationMs: at(fieldsAt(payload, 'metadata'), 'latencyMs'),
    }),
  });
  return withFurtherParts(event, read?.parts);
}
