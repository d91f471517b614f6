import { isFields, type Fields } from '../../providers/fields.ts';
import { amountText } from '../../providers/reported-cost.ts';
import { divideHalfEven, formatDecimal, parseDecimal } from '../money/decimal.ts';
import { at, fieldsAt, type IntakeEvent, numberAt, textAt, timeText, withoutAbsent } from './intake-event.ts';
import {
  countedTokens,
  loggedAnswer,
  loggedId,
  loggedUsage,
  ONE_REQUEST,
  withFurtherParts,
} from './logged-call.ts';
import { saidMetadata } from './said-metadata.ts';

/** True for a line of Portkey's logs export (portkey.ai/docs, Logs Export). */
export function isPortkeyLog(value: unknown): value is Fields {
  return isFields(value) && textAt(value, 'ai_org') !== undefined && Object.hasOwn(value, 'created_at');
}

/** Portkey writes cents of a dollar. */
function usdOfCents(cents: unknown): string | undefined {
  const text = amountText(cents);
  return text === undefined ? undefined : formatDecimal(divideHalfEven(parseDecimal(text), 100n));
}

/** A line of Portkey's logs export as usage messages: by the answer in it, else by its counts. */
export function portkeyEvents(record: Fields): IntakeEvent[] {
  const provider = textAt(record, 'ai_org');
  const model = textAt(record, 'ai_model');
  const answer = at(record, 'response', 'body') ?? at(record, 'response');
  const cached = /hit/i.test(textAt(record, 'cache_status') ?? '');
  const read = cached ? undefined : loggedAnswer(answer, provider, model);
  const counted = countedTokens(numberAt(record, 'req_units'), numberAt(record, 'res_units'));
  const failed = at(record, 'is_success') === false || numberAt(record, 'is_success') === 0;
  const event = withoutAbsent({
    id: loggedId('portkey', read?.responseId, textAt(record, 'id'), record),
    occurredAt: timeText(at(record, 'created_at')),
    provider: cached ? 'portkey' : provider,
    model: read?.model ?? model ?? 'unknown',
    reportedCostUsd: cached ? 0 : usdOfCents(numberAt(record, 'cost') ?? at(record, 'cost')),
    ...(cached ? ONE_REQUEST : loggedUsage(read?.parts[0], counted)),
    ...saidMetadata(fieldsAt(record, 'metadata')),
    ...(cached ? { outcome: 'cached' } : failed ? { outcome: 'failed' } : {}),
    via: 'portkey',
    metadata: withoutAbsent({
      traceId: textAt(record, 'trace_id'),
      durationMs: at(record, 'response_time'),
    }),
  });
  return withFurtherParts(event, read?.parts);
}
