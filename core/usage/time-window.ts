import type { FieldError } from '../errors.ts';
import { addDays, type Day, dayOf, type Instant, startOfDay } from '../time/ledger-time.ts';
import type { EntrySettings } from './make-entry.ts';

/** Messages in flight are at most a day ahead of the ledger's clock. */
const AHEAD_MS = 86_400_000;

/** Why an event's time cannot be recorded. */
export interface TimeRejection {
  readonly reason: string;
  readonly error: FieldError;
}

/** Rejects what happened before the first day the ledger keeps, or more than a day after it was sent. */
export function rejectTime(
  occurredAt: Instant,
  sentAt: Instant,
  settings: Pick<EntrySettings, 'retentionDays' | 'timeZone'>,
): TimeRejection | undefined {
  if (occurredAt > sentAt + AHEAD_MS) {
    return reject('ahead of time', 'lies more than a day ahead: send the time the call was made, in UTC');
  }
  const oldest = oldestDay(sentAt, settings);
  if (oldest && occurredAt < startOfDay(oldest, settings.timeZone)) {
    return reject('older than retention', `lies before ${oldest}, the first day that the ledger keeps`);
  }
  return undefined;
}

function reject(reason: string, message: string): TimeRejection {
  return { reason, error: { field: 'occurredAt', message } };
}

/** The first day that may still be recorded; undefined when entries are kept for ever. */
function oldestDay(
  now: Instant,
  { retentionDays, timeZone }: Pick<EntrySettings, 'retentionDays' | 'timeZone'>,
): Day | undefined {
  return retentionDays === undefined ? undefined : addDays(dayOf(now, timeZone), -retentionDays);
}
