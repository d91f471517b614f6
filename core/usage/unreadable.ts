import { dayOf, type Instant } from '../time/ledger-time.ts';
import type { Outcome } from './entry.ts';

/** A stored entry that cannot be read: what must know all of a day stops there, and lists leave it out. */
export class UnreadableEntryError extends TypeError {
  /** The day and the id. */
  readonly entry: string;

  constructor(entry: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`the entry ${entry} cannot be read: ${why}`, { cause });
    this.entry = entry;
  }
}

/**
 * The outcome of an item that the aggregator could not add. It has no mark and is not counted: the item's
 * own bit stays open, so that the audit brings it again after the fix.
 */
export function unreadableOutcome(name: string, reason: string, at: Instant): Outcome {
  return {
    kind: 'unreadable',
    day: dayOf(at),
    messageId: name,
    index: 0,
    recordedAt: at,
    mark: undefined,
    eventId: undefined,
    reason,
    errors: [],
    body: name,
    bodyKey: undefined,
  };
}
