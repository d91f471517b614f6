import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../core/alerts/alert.ts';
import { readOpenAlerts } from '../../../core/alerts/open-alerts.ts';
import { anAlert } from '../../../testing/an-alert.ts';

const AT = Date.parse('2026-11-20T12:00:00Z');

function alert(user: string, severity: Alert['severity'], minute: number, more: Partial<Alert> = {}): Alert {
  const key = { value: { kind: 'user', id: user }, threshold: `${minute}%` } as const;
  return anAlert(key, { severity, createdAt: AT + minute * 60_000, ...more });
}

/** A store that answers pages of 100 of these. */
function listing(all: readonly Alert[]) {
  return {
    list: async ({ before, limit }: { before?: string | undefined; limit: number }) => {
      const start = Number(before ?? 0);
      const next = start + limit < all.length ? String(start + limit) : undefined;
      return { alerts: all.slice(start, start + limit), next };
    },
  };
}

function many(count: number): Alert[] {
  return Array.from({ length: count }, (_, index) => alert(`u${index}`, 'warning', 1));
}

describe('open alerts', () => {
  it('are counted by crossing, each as bad as its worst, and the worst comes first whatever is newer', async () => {
    const { worst, counts, complete } = await readOpenAlerts(
      { from: 0, to: AT * 2 },
      listing([
        alert('a', 'warning', 1),
        alert('a', 'emergency', 2),
        alert('b', 'emergency', 3),
        alert('c', 'critical', 4, { resolvedAt: AT }),
        alert('d', 'emergency', 5, { acknowledged: { at: AT, by: 'x' } }),
        alert('e', 'warning', 6),
      ]),
    );
    expect(counts).toEqual({ emergency: 2, critical: 0, warning: 1 });
    expect(worst?.key.value.id).toBe('b');
    expect(complete).toBe(true);
  });

  it('are counted over several pages, and say where there are more than is looked at', async () => {
    const of250 = await readOpenAlerts({ from: 0, to: AT * 2 }, listing(many(250)));
    expect([of250.counts.warning, of250.complete]).toEqual([250, true]);
    const of2000 = await readOpenAlerts({ from: 0, to: AT * 2 }, listing(many(2000)));
    expect([of2000.counts.warning, of2000.complete]).toEqual([1000, false]);
  });
});
