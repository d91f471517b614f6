import { cutText } from '../../contracts/cut-text.ts';
import { LIMITS } from '../../contracts/message-limits.ts';
import { putField } from '../../providers/fields.ts';
import { isCloudEvent, unwrapCloudEvent } from './cloud-events.ts';

/** What of a received event the schema is asked about: the data of a CloudEvent, and no field that is null. */
export function eventCandidate(received: unknown): unknown {
  return withoutNulls(isCloudEvent(received) ? unwrapCloudEvent(received) : received);
}

/** The id that an event says it has, as long as an id may be, also where nothing else of it is right. */
export function candidateId(candidate: unknown): string | undefined {
  if (typeof candidate !== 'object' || candidate === null || !('id' in candidate)) return undefined;
  return typeof candidate.id === 'string'
    ? cutText(candidate.id, LIMITS.idCharacters).toWellFormed()
    : undefined;
}

/**
 * Senders without optional values write null, at any depth; absent is what they mean. Metadata is theirs, and stays
 * as it is.
 */
function withoutNulls(candidate: unknown, field = ''): unknown {
  if (!isPlainObject(candidate) || field === 'metadata') return candidate;
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(candidate)) {
    const value = candidate[name];
    if (value === null || value === undefined || isNobody(value)) continue;
    putField(kept, name, typeof value === 'object' ? withoutNulls(value, name) : value);
  }
  return kept;
}

/** `{"type": null, "id": null}`, which senders write where there is no resource or group. */
function isNobody(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const fields = Object.entries(value);
  return (
    fields.length > 0 && fields.every(([name, field]) => field === null && (name === 'type' || name === 'id'))
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
