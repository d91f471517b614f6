import type { FieldError } from '../errors.ts';
import { addDays, type Day, DAY_MS, dayOf, type Instant, startOfDay } from '../time/ledger-time.ts';
import type { EntrySettings } from './make-entry.ts';

/** How far a sender's clock may be ahead of the ledger's: an event beyond is rejected. */
export const MOST_DAYS_AHEAD = 1;

/** Why an event's time cannot be recorded. */
export interface TimeRejection {
  readonly reason: string;
  readonly error: FieldError;
}

/** The reason of events that an import may bring in. */
export const TOO_OLD = 'too old';

/**
 * Rejects what happened before the first day the ledger keeps or takes, or more than a day after it was sent.
 * `imported` is the first day of the import that the event belongs to.
 */
export function rejectTime(
  occurredAt: Instant,
  sentAt: Instant,
  settings: Pick<EntrySettings, 'retentionDays' | 'oldestDays' | 'timeZone'>,
  imported?: Day,
): TimeRejection | undefined {
  if (occurredAt > sentAt + MOST_DAYS_AHEAD * DAY_MS) {
    return reject('ahead of time', 'is more than a day ahead: send the time the call was made, in UTC');
  }
  const { retentionDays, oldestDays, timeZone } = settings;
  const kept = daysBack(retentionDays, sentAt, timeZone);
  if (kept !== undefined && occurredAt < startOfDay(kept, timeZone)) {
    return reject('older than retention', `is before ${kept}, the first day that the ledger keeps`);
  }
  const taken = imported ?? daysBack(oldestDays, sentAt, timeZone);
  if (taken !== undefined && occurredAt < startOfDay(taken, timeZone)) {
    return reject(
      TOO_OLD,
      `is before ${taken}, the first day that is taken: is the sender's clock right? npm run import brings history in`,
    );
  }
  return undefined;
}

function daysBack(days: number | undefined, at: Instant, timeZone: string): Day | undefined {
  return days === undefined ? undefined : addDays(dayOf(at, timeZone), -days);
}

/** The last day that can hold an entry: a sender's clock may be ahead. */
export function newestDay(now: Instant, timeZone: string): Day {
  return addDays(dayOf(now, timeZone), MOST_DAYS_AHEAD);
}

/** The first day from which an event sent now is taken without an import. */
export function oldestDay(
  now: Instant,
  {
    retentionDays,
    oldestDays,
    timeZone,
  }: Pick<EntrySettings, 'retentionDays' | 'timeZone'> & { readonly oldestDays: number },
): Day {
  return addDays(dayOf(now, timeZone), -Math.min(oldestDays, retentionDays ?? oldestDays));
}

function reject(reason: string, message: string): TimeRejection {
  return { reason, error: { field: 'occurredAt', message } };
}
