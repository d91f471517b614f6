import { describe, expect, it } from 'vitest';
import type { Alert, AlertKey } from '../../../core/alerts/alert.ts';
import { chartLink } from '../../../core/alerts/chart-link.ts';
import { anAlert } from '../../../testing/an-alert.ts';
import { aDay } from '../../../testing/dates.ts';

function alertOf(value: AlertKey['value'], days: Partial<Pick<Alert, 'from' | 'to'>> = {}): Alert {
  return anAlert({ value }, { createdAt: Date.parse('2026-11-20T12:00:00Z'), ...days });
}

const NOVEMBER = { from: aDay('2026-11-01'), to: aDay('2026-11-30') };

describe('chartLink', () => {
  it.each([
    [{ kind: 'organisation', id: '-' }, '/explore?from=2026-11-01&to=2026-11-20'],
    [{ kind: 'user', id: 'a&b' }, '/explore?from=2026-11-01&to=2026-11-20&user=a%26b'],
    [{ kind: 'user', id: '-' }, '/explore?from=2026-11-01&to=2026-11-20&user=system'],
    [
      { kind: 'group', type: 'podcast', id: 'p/1' },
      '/explore?from=2026-11-01&to=2026-11-20&group=podcast%2Fp%2F1',
    ],
    [{ kind: 'tag', type: 'tier', id: 'pro' }, '/explore?from=2026-11-01&to=2026-11-20&by=tag%3Atier'],
    [{ kind: 'model', id: 'gpt-4o' }, '/explore?from=2026-11-01&to=2026-11-20&by=model'],
    [{ kind: 'service', id: 'llm' }, '/explore?from=2026-11-01&to=2026-11-20'],
  ] as const)('leads from %j to its chart of the period', (value, path) => {
    expect(chartLink(alertOf(value, NOVEMBER), 'https://costs.example.com/')).toBe(
      `https://costs.example.com${path}`,
    );
  });

  it('shows a month of what has no start, and a period that is over to its end', () => {
    const lifetime = chartLink(alertOf({ kind: 'user', id: 'u' }), 'https://costs.example.com');
    expect(lifetime).toBe('https://costs.example.com/explore?from=2026-10-21&to=2026-11-20&user=u');
    const past = { from: aDay('2026-10-01'), to: aDay('2026-10-31') };
    const over = chartLink(alertOf({ kind: 'organisation', id: '-' }, past), 'https://costs.example.com');
    expect(over).toContain('to=2026-10-31');
  });
});
