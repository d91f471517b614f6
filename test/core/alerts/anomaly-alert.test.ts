import { describe, expect, it } from 'vitest';
import { alertSentence, alertTitle } from '../../../core/alerts/alert-wording.ts';
import { anomalyAlert } from '../../../core/alerts/anomaly-alert.ts';
import type { FoundAnomaly } from '../../../core/anomalies/anomalies.ts';
import { parseUsd } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';

const AT = Date.parse('2026-11-20T03:20:00Z');
const SPIKE: FoundAnomaly = {
  dimension: 'user',
  key: 'user-7',
  day: aDay('2026-11-19'),
  kind: 'spike',
  severity: 'critical',
  spent: parseUsd('80'),
  expected: parseUsd('10'),
  score: 12,
  reason: '',
  since: aDay('2026-11-19'),
};

describe('the alert of an anomaly', () => {
  it('is the same for every day of its run, and another for another key', () => {
    const { id } = anomalyAlert(SPIKE, ['email'], AT);
    expect(anomalyAlert({ ...SPIKE, day: aDay('2026-11-20') }, ['email'], AT).id).toBe(id);
    expect(anomalyAlert({ ...SPIKE, key: 'user-8' }, ['email'], AT).id).not.toBe(id);
    expect(anomalyAlert({ ...SPIKE, since: aDay('2026-11-10') }, ['email'], AT).id).not.toBe(id);
  });

  it('waits on the channels that are on, and for programs always', () => {
    const { deliveries } = anomalyAlert(SPIKE, ['email'], AT);
    expect([...deliveries.keys()]).toEqual(['event', 'email']);
  });

  it('says who spent what, and what was expected', () => {
    const alert = anomalyAlert(SPIKE, [], AT);
    expect(alertTitle(alert)).toBe('Costkeeper critical: spike of user user-7 since 2026-11-19');
    expect(alertSentence(alert)).toMatch(
      /^User user-7 spent .*80.* on 2026-11-19; about .*10.* were expected\.$/,
    );
  });

  it('names a type of resource', () => {
    const alert = anomalyAlert({ ...SPIKE, dimension: 'resourceType', key: 'episode' }, [], AT);
    expect(alert.key.value).toEqual({ kind: 'resource', type: 'episode', id: '*' });
  });
});
