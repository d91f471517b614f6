import { JsonNumber } from '../../contracts/json-number.ts';
import { isFields, type Fields } from '../../providers/fields.ts';
import { parseJson } from '../json-text.ts';
import {
  at,
  firstText,
  type IntakeEvent,
  numberAt,
  textAt,
  timeText,
  withoutAbsent,
} from './intake-event.ts';
import { countedTokens, loggedId, loggedUsage, ONE_REQUEST } from './logged-call.ts';
import { saidMetadata } from './said-metadata.ts';

/**
 * True for a record of Cloudflare AI Gateway: of its Logpush dataset `ai_gateway_events`, whose names begin with
 * capitals, or of its API of logs.
 */
export function isCloudflareLog(value: unknown): value is Fields {
  if (!isFields(value)) return false;
  const pushed = Object.hasOwn(value, 'Gateway') && Object.hasOwn(value, 'Provider');
  return pushed || (Object.hasOwn(value, 'tokens_in') && Object.hasOwn(value, 'provider'));
}

/** True for the file by which Logpush tries a destination before it sends records. */
export function isLogpushTrial(value: unknown): boolean {
  return isFields(value) && Object.keys(value).length === 1 && value['content'] === 'tests';
}

/**
 * A record of Cloudflare AI Gateway as a usage message. Pushed records tell cost and no tokens, those of the API both;
 * answers in them are encrypted and not read.
 */
export function cloudflareEvent(record: Fields): IntakeEvent {
  const status = numberAt(record, 'StatusCode') ?? numberAt(record, 'status_code') ?? 200;
  const cached = at(record, 'Cached') === true || at(record, 'cached') === true;
  const said = saidMetadata(metadataOf(at(record, 'Metadata') ?? at(record, 'metadata')));
  const counted = countedTokens(numberAt(record, 'tokens_in'), numberAt(record, 'tokens_out'));
  const usage = cached ? ONE_REQUEST : loggedUsage(undefined, counted);
  return withoutAbsent({
    id: loggedId('cloudflare', undefined, textAt(record, 'id'), record),
    occurredAt: momentOf(at(record, 'Timestamp') ?? at(record, 'created_at')),
    provider: cached
      ? 'cloudflare'
      : (firstText(textAt(record, 'Provider'), textAt(record, 'provider')) ?? 'unknown'),
    model: firstText(textAt(record, 'Model'), textAt(record, 'model')) ?? 'unknown',
    reportedCostUsd: cached ? 0 : (at(record, 'Metrics', 'cost') ?? at(record, 'cost')),
    ...usage,
    ...said,
    ...(cached ? { outcome: 'cached' } : status >= 400 ? { outcome: 'failed' } : {}),
    via: 'cloudflare',
    metadata: withoutAbsent({
      gateway: textAt(record, 'Gateway'),
      requestedModel: textAt(record, 'RequestedModel'),
      durationMs: at(record, 'Metrics', 'durationMs') ?? at(record, 'duration'),
    }),
  });
}

/** An object, or its text in the API's records. */
function metadataOf(value: unknown): Fields {
  if (isFields(value)) return value;
  if (typeof value !== 'string') return {};
  try {
    const parsed = parseJson(value);
    return isFields(parsed) ? parsed : {};
  } catch {
    // Text that is no JSON names nobody.
    return {};
  }
}

/** Logpush writes nanoseconds where no other format is set. */
function momentOf(value: unknown): string | undefined {
  const number = value instanceof JsonNumber ? Number(value.source) : value;
  return typeof number === 'number' && number > 1e16 ? timeText(number / 1e6) : timeText(value);
}
