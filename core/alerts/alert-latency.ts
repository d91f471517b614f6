import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { alertLatencySchema } from '../../contracts/api/alerts.ts';
import { quantile } from '../forecast/statistics.ts';
import { DAY_MS, type Instant, isoTime } from '../time/ledger-time.ts';
import { type Alert, CHANNELS } from './alert.ts';
import type { AlertStore } from './alert-ports.ts';
import { SHOWN_CHANNELS } from './alert-answer.ts';

/** How far back deliveries are measured, and how many alerts at most: the newest. */
const MEASURED_MS = 30 * DAY_MS;
const MOST_ALERTS = 500;

/**
 * From the breach, when totals told of the spend that reached a threshold, to the delivery, by channel: of budget
 * alerts about actual spend in the last thirty days. An alert that the quarter-hourly run found has no such moment
 * and counts as `unmeasured`. Rejects on outages.
 */
export async function readAlertLatency(
  alerts: Pick<AlertStore, 'list'>,
  now: Instant,
): Promise<Omit<AnswerOf<typeof alertLatencySchema>, 'asOf'>> {
  const from = now - MEASURED_MS;
  const found = await newest(alerts, from, now);
  const told = found.filter(({ kind, key }) => kind === 'budget' && key.basis === 'actual');
  const channels = CHANNELS.flatMap((channel) => {
    const deliveries = told.flatMap((alert) => {
      const delivery = alert.deliveries.get(channel);
      return delivery ? [{ breachedAt: alert.breachedAt, ...delivery }] : [];
    });
    if (deliveries.length === 0) return [];
    const sent = deliveries.filter(({ status }) => status === 'SENT');
    const times = sent.flatMap(({ breachedAt, sentAt }) =>
      breachedAt === undefined || sentAt === undefined ? [] : [Math.max(0, sentAt - breachedAt)],
    );
    return [
      {
        ...SHOWN_CHANNELS[channel],
        sent: sent.length,
        failed: deliveries.filter(({ status }) => status === 'FAILED').length,
        unmeasured: sent.length - times.length,
        p50Ms: times.length === 0 ? null : Math.round(quantile(times, 0.5)),
        p99Ms: times.length === 0 ? null : Math.round(quantile(times, 0.99)),
      },
    ];
  });
  return { from: isoTime(from), to: isoTime(now), alerts: told.length, channels };
}

async function newest(alerts: Pick<AlertStore, 'list'>, from: Instant, now: Instant): Promise<Alert[]> {
  const found: Alert[] = [];
  let before: string | undefined;
  do {
    const page = await alerts.list({ from, to: now + 1, before, limit: MOST_ALERTS - found.length });
    found.push(...page.alerts);
    before = page.next;
  } while (before !== undefined && found.length < MOST_ALERTS);
  return found;
}
