import type { RequestCounter } from '../access/request-limit.ts';
import { HOUR_MS, type Clock } from '../time/ledger-time.ts';

/**
 * Counts mails of all functions together by the hour of the clock: answers false for each beyond `mailsPerHour`.
 * 0 is no limit. Rejects on outages.
 */
export function mailAllowance(
  counter: RequestCounter,
  clock: Clock,
  mailsPerHour: number,
): () => Promise<boolean> {
  return async () => {
    if (mailsPerHour === 0) return true;
    const hour = Math.floor(clock.now() / HOUR_MS) * HOUR_MS;
    return (await counter.take('alerts', hour, 1, mailsPerHour)) === 1;
  };
}
