import { Buffer } from 'node:buffer';
import { LIMITS } from '../../contracts/message-limits.ts';
import { type FieldError, type IncompleteEvent, InvalidInputError, UnavailableError } from '../errors.ts';
import { type Clock, isoTime } from '../time/ledger-time.ts';
import type { Intake, IntakeEvent } from '../intake/intake-event.ts';
import { refuseManyMarks } from '../json-text.ts';
import { binaryCloudEvent, isBinaryCloudEvent, isCloudEvent } from './cloud-events.ts';
import { isCheck } from './check-message.ts';
import { parseExactJson } from './exact-json.ts';
import { MESSAGE_FIELDS } from './field-hints.ts';
import type { EntrySettings } from './make-entry.ts';
import { checkEvent, type ValidEvent, eventsOf, isEventList, type RejectedEvent } from './parse-message.ts';
import { rewriteEvent, type RewrittenEvent } from './rewrite-event.ts';
import { rejectTime } from './event-time.ts';

/** Puts a usage message on the ledger's queue; rejects when the queue does not take it. */
export interface UsageSender {
  send(body: string): Promise<void>;
}

export interface AcceptPorts {
  readonly sender: UsageSender;
  readonly clock: Clock;
  /** A ULID for an event that brings neither id nor time. */
  readonly newId: () => string;
}

/** The place in the request of an event that was rejected, and why; the event itself is not repeated. */
export interface RejectedIndex {
  readonly index: number;
  readonly errors: readonly FieldError[];
  /** The event as it would be accepted; undefined where nobody can tell. */
  readonly rewritten?: RewrittenEvent | undefined;
  /** The event in the ledger's own names, and the fields that it still lacks. */
  readonly incomplete?: IncompleteEvent | undefined;
}

export interface CheckedEvents {
  readonly accepted: readonly ValidEvent[];
  readonly rejected: readonly RejectedIndex[];
  /** The body was one event and not a list. */
  readonly single: boolean;
}

/** SQS takes 1 MiB; the rest is room for the envelope. */
const MESSAGE_BYTES = 1024 * 1024 - 1024;

/**
 * Checks the events of a request: `id` and `occurredAt` are filled in when both are missing; one alone is
 * an error, because a retry would not be known again. With `headers` of a CloudEvent in binary mode the body is its
 * data. Throws InvalidInputError when the body is no list of events.
 */
export function checkEvents(
  body: string,
  { clock, newId }: Pick<AcceptPorts, 'clock' | 'newId'>,
  settings: EntrySettings,
  headers: Readonly<Record<string, string | undefined>> = {},
): CheckedEvents {
  const parsed = parseExactBody(body);
  const content = isBinaryCloudEvent(headers) ? binaryCloudEvent(headers, parsed) : parsed;
  if (isCheck(content)) return { accepted: [], rejected: [], single: false };
  const events = eventsOf(content).map((event): Intake => ({ event: event as IntakeEvent }));
  const single = events.length === 1 && !isEventList(content);
  return { ...checkIntake(events, 'events', { clock, newId }, settings), single };
}

/**
 * Checks events that were made of what others send; what became no event is rejected as it says. `field` names the
 * list in the request. Throws InvalidInputError for an empty list, or one longer than a message may be.
 */
export function checkIntake(
  events: readonly Intake[],
  field: string,
  { clock, newId }: Pick<AcceptPorts, 'clock' | 'newId'>,
  settings: EntrySettings,
): Omit<CheckedEvents, 'single'> {
  const now = clock.now();
  if (events.length === 0 || events.length > LIMITS.eventsPerMessage) {
    const message = `must hold 1 to ${LIMITS.eventsPerMessage} events, not ${events.length}`;
    throw new InvalidInputError(`"${field}" ${message}`, [{ field, message }]);
  }
  const accepted: ValidEvent[] = [];
  const rejected: RejectedIndex[] = [];
  for (const [index, intake] of events.entries()) {
    if ('errors' in intake) {
      rejected.push({ index, errors: intake.errors });
      continue;
    }
    const { event } = intake;
    const parsed = checkEvent(completed(event, isoTime(now), newId), index);
    const errors = errorsOf(parsed, event, now, settings);
    if (parsed.kind === 'accepted' && errors.length === 0) accepted.push(parsed);
    else {
      const wanted = rejected.length < REWRITTEN_EVENTS && parsed.kind === 'rejected';
      const isInvalid = wanted && parsed.reason === 'invalid';
      rejected.push({ index, errors, ...(isInvalid && rewrite(event, now, newId, settings)) });
    }
  }
  return { accepted, rejected };
}

/** Rejected events that are written anew: an answer has room for few. */
const REWRITTEN_EVENTS = 20;

/** The event in the ledger's own names, where it would be accepted so, or would with the fields that it lacks. */
function rewrite(
  event: unknown,
  now: number,
  newId: () => string,
  settings: EntrySettings,
): Pick<RejectedIndex, 'rewritten' | 'incomplete'> {
  const rewritten = rewriteEvent(event);
  if (!rewritten) return {};
  const parsed = checkEvent(completed(rewritten, isoTime(now), newId), 0);
  const errors = errorsOf(parsed, rewritten, now, settings);
  if (errors.length === 0) return { rewritten };
  const missing = errors.map(({ field }) => field);
  const isForeign = Object.keys(event as object).some((name) => !MESSAGE_FIELDS.has(name));
  const lacksAlone = missing.every((field) => MESSAGE_FIELDS.has(field) && isMissing(rewritten, field));
  return isForeign && lacksAlone ? { incomplete: { event: rewritten, missing } } : {};
}

/** A request's body with its numbers exact. Throws InvalidInputError when it is not JSON, or too deep. */
export function parseExactBody(body: string): unknown {
  try {
    return parseExactJson(body);
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    const message = `the body is not JSON: ${error instanceof Error ? error.message : String(error)}`;
    throw new InvalidInputError(message, [{ field: '', message }], { cause: error });
  }
}

/** A request's body that may be one JSON document a line, as logs are pushed: then the list of them. */
export function parseExactLines(body: string): unknown {
  const [first = ''] = body.trimStart().split(/\r?\n/, 1);
  // A document that is written over several lines does not end with its first.
  if (!/^\{.*\}\s*$/.test(first)) return parseExactBody(body);
  refuseManyLines(body);
  const lines = body.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length < 2) return parseExactBody(body);
  refuseManyMarks(body);
  return lines.map((line, index) => {
    try {
      return parseExactJson(line);
    } catch (error) {
      if (error instanceof InvalidInputError) throw error;
      const message = `line ${index + 1} is not JSON: send one document, or one a line`;
      throw new InvalidInputError(message, [{ field: '', message }], { cause: error });
    }
  });
}

/**
 * Lines of a request: a push of a gateway's logs has some thousands. What is refused of so many is told in one answer
 * after the others are sent, so that it has to fit.
 */
export const MOST_LINES = 10_000;

/** Throws InvalidInputError before the text is taken apart. */
function refuseManyLines(body: string): void {
  let lines = 0;
  for (let at = body.indexOf('\n'); at !== -1 && lines <= MOST_LINES; at = body.indexOf('\n', at + 1))
    lines++;
  if (lines <= MOST_LINES) return;
  const message = `has more than ${MOST_LINES} lines: send it in parts`;
  throw new InvalidInputError(`the body ${message}`, [{ field: '', message }]);
}

function isMissing(event: object, field: string): boolean {
  const value = (event as Record<string, unknown>)[field];
  return value === undefined || value === null;
}

function isPlainEvent(event: unknown): event is object {
  return typeof event === 'object' && event !== null && !Array.isArray(event) && !isCloudEvent(event);
}

function completed(event: unknown, occurredAt: string, newId: () => string): unknown {
  if (!isPlainEvent(event) || !isMissing(event, 'id') || !isMissing(event, 'occurredAt')) return event;
  return { ...event, id: newId(), occurredAt };
}

const HALF_HELP = 'send "id" and "occurredAt" together, or neither and both are filled in';

function errorsOf(
  parsed: ValidEvent | RejectedEvent,
  event: unknown,
  now: number,
  settings: EntrySettings,
): readonly FieldError[] {
  if (isPlainEvent(event) && isMissing(event, 'id') !== isMissing(event, 'occurredAt')) {
    const field = isMissing(event, 'id') ? 'id' : 'occurredAt';
    const others = parsed.kind === 'rejected' ? parsed.errors.filter((error) => error.field !== field) : [];
    return [{ field, message: `is missing: ${HALF_HELP}` }, ...others];
  }
  if (parsed.kind === 'rejected') return parsed.errors;
  const rejection = rejectTime(Date.parse(parsed.event.occurredAt), now, settings);
  return rejection ? [rejection.error] : [];
}

/**
 * Sends accepted events in as few messages as fit. Answers those that the queue did not take; throws
 * UnavailableError when it took none.
 */
export async function sendEvents(
  accepted: readonly ValidEvent[],
  sender: UsageSender,
): Promise<{ sent: ValidEvent[]; rejected: RejectedIndex[] }> {
  const messages = packEvents(accepted.map((event) => ({ ...event, body: sendable(event.body) })));
  const settled = await Promise.allSettled(
    messages.map((events) => sender.send(`{"events":[${events.map(({ body }) => body).join(',')}]}`)),
  );
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed && settled.every(({ status }) => status === 'rejected')) {
    throw new UnavailableError('the usage queue does not answer: send the same request again', {
      cause: failed.reason,
    });
  }
  const part = (status: string) =>
    messages.filter((_events, index) => settled[index]?.status === status).flat();
  const errors = [{ field: '', message: 'the usage queue did not take it: send it again unchanged' }];
  return {
    sent: part('fulfilled'),
    rejected: part('rejected').map(({ index }) => ({ index, errors })),
  };
}

/** One search for both: nearly every text has none. */
const UNSENT = /[\uFFFE\uFFFF]/g;

/** JSON with the two characters written out that SQS does not take; it means the same. */
function sendable(json: string): string {
  return json.replace(UNSENT, (character) =>
    character === '\uFFFE' ? String.raw`\ufffe` : String.raw`\uffff`,
  );
}

function packEvents(accepted: readonly ValidEvent[]): ValidEvent[][] {
  const messages: ValidEvent[][] = [];
  let size = Infinity;
  for (const event of accepted) {
    const bytes = Buffer.byteLength(event.body) + 1;
    const last = messages.at(-1);
    if (last && size + bytes <= MESSAGE_BYTES) {
      last.push(event);
      size += bytes;
    } else {
      messages.push([event]);
      size = bytes;
    }
  }
  return messages;
}
