import { Buffer } from 'node:buffer';
import { LIMITS } from '../../contracts/message-limits.ts';
import { usageEventSchema, type UsageEvent } from '../../contracts/usage-message.ts';
import { fitOneKey } from '../../contracts/key-names.ts';
import { cappedErrors, type FieldError } from '../errors.ts';
import { ownEvents } from '../intake/foreign-payload.ts';
import { isDeepJson, JSON_LEVELS } from '../json-text.ts';
import { isCheck } from './check-message.ts';
import { checkMetadata } from './check-metadata.ts';
import { isCloudEvent, unreadableData } from './cloud-events.ts';
import { candidateId, eventCandidate } from './event-candidate.ts';
import { canonicalJson, parseExactJson, textHash } from './exact-json.ts';
import { type HideUser, hideUsers, hideUsersInText } from './hide-users.ts';
import { isImport } from './import-window.ts';
import { isVouched } from './magnitude-guard.ts';
import { fieldErrors } from './field-hints.ts';
import { splitMessage } from './split-message.ts';

/** One event that keeps to the message format. */
export interface ValidEvent {
  readonly kind: 'accepted';
  readonly index: number;
  readonly event: UsageEvent;
  /** The event as received, for the record of a conflict. */
  readonly body: string;
}

/** One event of a message that may be recorded. */
export interface AcceptedEvent extends ValidEvent {
  readonly contentHash: Uint8Array;
  /** Its message says that a person has looked at its quantities: they are right. */
  readonly vouched?: boolean;
  /** Its message says that it is part of an import. */
  readonly imported?: boolean | undefined;
}

/** One event, or a whole message, that may not. */
export interface RejectedEvent {
  readonly kind: 'rejected';
  readonly index: number;
  readonly reason: string;
  readonly errors: readonly FieldError[];
  readonly body: string;
  readonly eventId?: string | undefined;
}

export type ParsedEvent = AcceptedEvent | RejectedEvent;

/**
 * Splits a message body into its events and checks each one on its own; never throws. With `hide`, nothing of
 * what it answers names a user.
 */
export function parseMessage(received: string, hide?: HideUser): ParsedEvent[] {
  if (isDeepJson(received)) return parseDeepMessage(received, hide);
  let content: unknown;
  let body = received;
  try {
    content = parseExactJson(received);
  } catch {
    return [notJson(keptText(received, hide))];
  }
  if (hide) body = canonicalJson(hideUsers(content, hide));
  const events = eventsOf(content);
  if (isCheck(content)) return [];
  const rejection = rejectCount(events.length, body);
  if (rejection) return [rejection];
  const said = saidOf(content);
  return events.map((event, index) => ({ ...parseEvent(event, index, hide), ...said }));
}

/** What a message says of all its events. */
function saidOf(content: unknown): Pick<AcceptedEvent, 'imported' | 'vouched'> {
  return { ...(isImport(content) && { imported: true }), ...(isVouched(content) && { vouched: true }) };
}

/** A message with an event that is too deep to be read: that one is kept as text, the others are as good as ever. */
function parseDeepMessage(received: string, hide?: HideUser): ParsedEvent[] {
  let events: ReturnType<typeof splitMessage>;
  try {
    events = splitMessage(received);
  } catch {
    return [notJson(keptText(received, hide))];
  }
  const rejection = rejectCount(events.length, keptText(received, hide));
  if (rejection) return [rejection];
  const said = saidOf(JSON.parse(received));
  return events.map(({ text, deep }, index) =>
    deep
      ? tooDeep(keptText(text, hide), index)
      : { ...parseEvent(parseExactJson(text), index, hide), ...said },
  );
}

/** A text that is not read, without the names of users where the stage hides them. */
function keptText(text: string, hide: HideUser | undefined): string {
  return hide ? hideUsersInText(text, hide) : text;
}

function tooDeep(body: string, index: number): RejectedEvent {
  const message = `is nested deeper than ${JSON_LEVELS} levels`;
  return { kind: 'rejected', index, reason: 'too deep', errors: [{ field: '', message }], body };
}

function rejectCount(count: number, body: string): RejectedEvent | undefined {
  if (count === 0) return rejectMessage(body, '"events" must hold at least one event');
  if (count <= LIMITS.eventsPerMessage) return undefined;
  return rejectMessage(body, `a message may hold ${LIMITS.eventsPerMessage} events, this one has ${count}`);
}

/** The reason quotes the body, so it is found in the body that is kept. */
function notJson(body: string): RejectedEvent {
  let message = 'the body is not JSON';
  try {
    JSON.parse(body);
  } catch (error) {
    message += `: ${error instanceof Error ? error.message : String(error)}`;
  }
  return { kind: 'rejected', index: 0, reason: 'not JSON', errors: [{ field: '', message }], body };
}

function rejectMessage(body: string, message: string): RejectedEvent {
  return {
    kind: 'rejected',
    index: 0,
    reason: 'wrong envelope',
    errors: [{ field: 'events', message }],
    body,
  };
}

/**
 * The events of a message's content: a list, a list under `events`, or the one event itself; what a gateway logs
 * becomes an event first.
 */
export function eventsOf(content: unknown): unknown[] {
  return listedIn(content).flatMap(ownEvents);
}

/** Whether a message's content is a list of events and not one. */
export function isEventList(content: unknown): content is unknown[] | { readonly events: unknown[] } {
  if (Array.isArray(content)) return true;
  return (
    typeof content === 'object' && content !== null && 'events' in content && Array.isArray(content.events)
  );
}

function listedIn(content: unknown): unknown[] {
  if (!isEventList(content)) return [content];
  return Array.isArray(content) ? content : content.events;
}

/**
 * Checks one event as `checkEvent` does, and takes the hash of its content. With `hide`, event, body and hash are
 * those of the event with its users hidden.
 */
export function parseEvent(received: unknown, index: number, hide?: HideUser): ParsedEvent {
  const kept = hide ? hideUsers(received, hide) : received;
  const checked = checkKept(received, kept, index, hide !== undefined);
  if (checked.kind === 'rejected') return checked;
  const told = identifying(kept, checked.event);
  return { ...checked, contentHash: textHash(told === kept ? checked.body : canonicalJson(told)) };
}

/** Checks one event against the schema and the size limits. `index` is its position in the message. */
export function checkEvent(received: unknown, index: number): ValidEvent | RejectedEvent {
  return checkKept(received, received, index, false);
}

function checkKept(
  received: unknown,
  kept: unknown,
  index: number,
  isHidden: boolean,
): ValidEvent | RejectedEvent {
  const body = canonicalJson(kept);
  const candidate = eventCandidate(received);
  const eventId = candidateId(candidate);
  const reject = (reason: string, errors: FieldError[]): RejectedEvent => ({
    kind: 'rejected',
    index,
    reason,
    errors: cappedErrors(errors),
    body,
    ...(eventId === undefined ? {} : { eventId }),
  });
  if (Buffer.byteLength(body) > LIMITS.eventBytes) {
    return reject('too large', [
      { field: '', message: `has more than the ${LIMITS.eventBytes / 1024} KB of an event` },
    ]);
  }
  const unreadable = isCloudEvent(received) ? unreadableData(received) : undefined;
  if (unreadable) return reject('invalid', [unreadable]);
  const parsed = usageEventSchema.safeParse(candidate);
  if (!parsed.success) {
    return reject(
      'invalid',
      parsed.error.issues.flatMap((issue) => fieldErrors(issue, candidate)),
    );
  }
  const problem = checkNames(parsed.data) ?? checkMetadata(parsed.data.metadata);
  if (problem) return reject('invalid', [problem]);
  const event = isHidden ? usageEventSchema.parse(eventCandidate(kept)) : parsed.data;
  return { kind: 'accepted', index, event, body };
}

/**
 * What tells a duplicate from a conflict. The id of a call that was reported is the provider's own, and a report
 * that comes again says when it was made and what it took anew. A repeated event may come from another request. Where
 * nothing of it is left out it is `kept` itself.
 */
function identifying(kept: unknown, { via }: UsageEvent): unknown {
  if (typeof kept !== 'object' || kept === null) return kept;
  const own = withoutCorrelation(kept);
  return via === undefined ? own : { ...own, occurredAt: undefined, metadata: undefined };
}

/** Also of the data of a CloudEvent. */
function withoutCorrelation(kept: object): object {
  const own = withoutOwnCorrelation(kept);
  if (!isCloudEvent(kept) || !('data' in kept) || typeof kept.data !== 'object' || kept.data === null)
    return own;
  return { ...own, data: withoutOwnCorrelation(kept.data) };
}

function withoutOwnCorrelation(value: object): object {
  return 'correlationId' in value ? { ...value, correlationId: undefined } : value;
}

function checkNames({ provider, model }: UsageEvent): FieldError | undefined {
  if (fitOneKey(provider, model)) return undefined;
  return { field: 'model', message: `provider and model may have ${LIMITS.keyBytes} bytes together` };
}
