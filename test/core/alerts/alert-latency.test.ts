import { describe, expect, it } from 'vitest';
import { type Alert, type Delivery, freshDeliveries } from '../../../core/alerts/alert.ts';
import { readAlertLatency } from '../../../core/alerts/alert-latency.ts';
import type { AlertQuery } from '../../../core/alerts/alert-ports.ts';
import { anAlert } from '../../../testing/an-alert.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const BREACH = NOW - 3_600_000;

function sentAlert(index: number, afterMs: number | undefined, more: Partial<Alert> = {}): Alert {
  const sent: Delivery = {
    status: 'SENT',
    attempts: 1,
    unknown: 0,
    nextAt: BREACH,
    sentAt: BREACH + (afterMs ?? 0),
  };
  const deliveries = new Map([['email', sent]] as const);
  return anAlert(
    { budgetId: `b${index}` },
    { createdAt: BREACH + 100, breachedAt: BREACH, deliveries, ...more },
  );
}

/** A store that answers pages of at most fifty. */
function storeOf(alerts: readonly Alert[]) {
  return {
    list: ({ before = '0', limit }: AlertQuery) => {
      const start = Number(before);
      const end = start + Math.min(50, limit);
      const next = end < alerts.length ? { next: String(end) } : {};
      return Promise.resolve({ alerts: alerts.slice(start, end), ...next });
    },
  };
}

describe('readAlertLatency', () => {
  it('tells the median and the slowest hundredth from breach to delivery, over all pages', async () => {
    const alerts = Array.from({ length: 101 }, (_, index) => sentAlert(index, index * 10));
    const { alerts: count, channels } = await readAlertLatency(storeOf(alerts), NOW);
    expect(count).toBe(101);
    expect(channels).toEqual([
      { channel: 'email', to: 'recipients', sent: 101, failed: 0, unmeasured: 0, p50Ms: 500, p99Ms: 990 },
    ]);
  });

  it('leaves out tests and projections, and counts what failed or has no moment of its breach', async () => {
    const failed = new Map(freshDeliveries(['email'], BREACH));
    failed.delete('event');
    failed.set('email', { status: 'FAILED', attempts: 12, unknown: 0, nextAt: BREACH });
    const late = sentAlert(1, 50, { breachedAt: undefined });
    const projected = sentAlert(2, 5);
    const alerts = [
      late,
      sentAlert(3, 5, { kind: 'test' }),
      { ...projected, key: { ...projected.key, basis: 'projected' as const } },
      sentAlert(4, 0, { deliveries: failed }),
    ];
    expect(await readAlertLatency(storeOf(alerts), NOW)).toMatchObject({
      alerts: 2,
      channels: [{ channel: 'email', sent: 1, failed: 1, unmeasured: 1, p50Ms: null, p99Ms: null }],
    });
  });

  it('is empty where nothing was raised', async () => {
    expect((await readAlertLatency(storeOf([]), NOW)).channels).toEqual([]);
  });
});
