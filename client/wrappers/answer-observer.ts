import { answerId, uniqueId } from './answer-id.ts';
import { Attempt } from './attempt.ts';
import { AwsEventStream } from './aws-event-stream.ts';
import type { BillableCall, StreamReading } from './billable-call.ts';
import { EventStreamFilter } from './event-stream.ts';
import { LineStream } from './line-stream.ts';
import type { BodyObserver } from './tapped-body.ts';

/** A line that is longer is no result of a batch. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Collects an answer that is read whole. */
function observeWhole(attempt: Attempt, call: BillableCall, response: Response): BodyObserver {
  const decoder = new TextDecoder();
  let text = '';
  return {
    chunk(bytes) {
      text += decoder.decode(bytes, { stream: true });
      return bytes;
    },
    end() {
      const answer = parseAnswer(text + decoder.decode());
      attempt.name(answerId(answer));
      attempt.done(call.fromAnswer?.(answer, response) ?? []);
      return new Uint8Array();
    },
    cut: () => attempt.aborted(),
  };
}

/** Reads an answer of one JSON object a line as it passes; files are large, so no more than a line is kept. */
function observeLines(attempt: Attempt, call: BillableCall, response: Response): BodyObserver {
  const decoder = new TextDecoder();
  let rest = '';
  const read = (lines: readonly string[]): void => {
    for (const line of lines) {
      if (line.startsWith('{')) attempt.add(call.fromAnswer?.(parseAnswer(line), response) ?? []);
    }
  };
  return {
    chunk(bytes) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/);
      rest = lines.pop() ?? '';
      if (rest.length > MOST_CHARACTERS) rest = '';
      read(lines);
      return bytes;
    },
    end() {
      read([rest + decoder.decode()]);
      return new Uint8Array();
    },
    cut: () => undefined,
  };
}

/** What reads a stream of each form. */
const FILTERS = { sse: EventStreamFilter, aws: AwsEventStream, lines: LineStream } as const;

/** The form in which an answer streams its events; undefined where it is no stream. */
function streamType(response: Response): 'sse' | 'aws' | 'lines' | undefined {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('text/event-stream')) return 'sse';
  if (type.includes('application/x-ndjson')) return 'lines';
  return type.includes('application/vnd.amazon.eventstream') ? 'aws' : undefined;
}

/** The reading of a stream, whose events tell the answer's id too. */
function namingReading(reading: StreamReading, attempt: Attempt): StreamReading {
  return {
    event(data) {
      attempt.name(answerId(data));
      return reading.event(data);
    },
    ended: () => reading.ended?.() ?? false,
    usage: () => reading.usage(),
    estimate: () => reading.estimate(),
  };
}

/** What watches the body of an answer; undefined for one that tells nothing. */
export function observerOf(
  attempt: Attempt,
  call: BillableCall,
  response: Response,
  changed: boolean,
): BodyObserver | undefined {
  if (call.idHeader) attempt.name(uniqueId(response.headers.get(call.idHeader) ?? undefined));
  const stream = streamType(response);
  const reading = stream && call.openStream?.(changed, response);
  if (stream === undefined || reading === undefined) {
    if (call.fromAnswer === undefined) return undefined;
    return call.jsonLines ? observeLines(attempt, call, response) : observeWhole(attempt, call, response);
  }
  const named = namingReading(reading, attempt);
  const filter = new FILTERS[stream](named);
  return {
    chunk: (bytes) => filter.push(bytes),
    end() {
      const last = filter.end();
      attempt.settle(reading, true);
      return last;
    },
    cut: () => attempt.settle(reading, false),
  };
}
