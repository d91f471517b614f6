import { parseJson } from '../json-text.ts';
import type { Intake } from './intake-event.ts';
import { invocationEvents, isInvocationLog } from './invocation-log.ts';
import { isLiteLlmPayload, liteLlmEvents } from './litellm.ts';

/**
 * The usage messages of a log: Bedrock's, one JSON record a line, or a file of LiteLLM's S3 logger, one payload. What
 * is no record of a call is none.
 */
export function logEvents(text: string): Intake[] {
  return text.split(/\r?\n/).flatMap((line): Intake[] => {
    if (line.trim() === '') return [];
    try {
      return recordEvents(parseJson(line));
    } catch {
      return [{ errors: [{ field: '', message: 'a line of the log is no JSON' }] }];
    }
  });
}

function recordEvents(record: unknown): Intake[] {
  const events = isInvocationLog(record)
    ? invocationEvents(record)
    : isLiteLlmPayload(record)
      ? liteLlmEvents(record)
      : [];
  return events.map((event) => ({ event }));
}
