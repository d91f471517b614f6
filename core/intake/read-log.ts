import { parseJson } from '../json-text.ts';
import type { Intake } from './intake-event.ts';
import { invocationEvent, isInvocationLog } from './invocation-log.ts';

/** The usage messages of a log, one JSON record a line; lines that are no record of a call are none. */
export function logEvents(text: string): Intake[] {
  return text.split(/\r?\n/).flatMap((line): Intake[] => {
    if (line.trim() === '') return [];
    try {
      const record = parseJson(line);
      return isInvocationLog(record) ? [{ event: invocationEvent(record) }] : [];
    } catch {
      return [{ errors: [{ field: '', message: 'a line of the log is no JSON' }] }];
    }
  });
}
