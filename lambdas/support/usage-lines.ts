import type { Logger } from './logger.ts';
import { batchesOf } from '../../core/in-batches.ts';
import type { UsageLog } from '../../core/usage/usage-ports.ts';

/** With the longest names that an event may have they stay below the 256 KB that CloudWatch takes of a line. */
const EVENTS_A_LINE = 200;

/**
 * What the recorder writes at DEBUG: the events of a batch together, since a line for each costs as much as its put.
 */
export interface UsageLines extends UsageLog {
  /** Writes what was recorded since the last time. */
  write(): void;
}

export function usageLines(logger: Pick<Logger, 'debug'>): UsageLines {
  let seen: Parameters<UsageLog['recorded']>[0][] = [];
  return {
    recorded: (event) => void seen.push(event),
    write: () => {
      const events = seen;
      seen = [];
      for (const batch of batchesOf(events, EVENTS_A_LINE)) logger.debug('usage', { events: batch });
    },
  };
}
