import { describe, expect, it } from 'vitest';
import { alertSentence, alertTitle } from '../../../core/alerts/alert-wording.ts';
import { isNotable, varianceAlert } from '../../../core/alerts/variance-alert.ts';
import { minus, parseUsd } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';

const AT = Date.parse('2026-11-20T03:20:00Z');
const DAYS = { from: aDay('2026-11-13'), to: aDay('2026-11-19') };

function variance(computedUsd: string, reportedUsd: string) {
  const [computed, reported] = [parseUsd(computedUsd), parseUsd(reportedUsd)];
  const model = { provider: 'x-ai', service: 'llm', model: 'grok-4.3' };
  return { ...model, events: 3, computed, reported, variance: minus(reported, computed), uncertain: 0 };
}

describe('the alert of a variance', () => {
  it('is for what is beyond rounding, both ways, and more than a dollar', () => {
    expect(isNotable(variance('100', '105'))).toBe(true);
    expect(isNotable(variance('100', '95'))).toBe(true);
    expect(isNotable(variance('100', '104.99'))).toBe(false);
    expect(isNotable(variance('0.10', '0.90'))).toBe(false);
    expect(isNotable(variance('0', '1'))).toBe(true);
  });

  it('is one for a model, its provider and the month', () => {
    const { id } = varianceAlert(variance('100', '120'), DAYS, ['email'], AT);
    const later = { from: aDay('2026-11-14'), to: aDay('2026-11-20') };
    expect(varianceAlert(variance('90', '120'), later, ['email'], AT).id).toBe(id);
    const other = { ...variance('100', '120'), provider: 'openrouter' };
    expect(varianceAlert(other, DAYS, ['email'], AT).id).not.toBe(id);
  });

  it('says what was reported and what the prices make of it', () => {
    const alert = varianceAlert(variance('100', '120'), DAYS, [], AT);
    expect(alertTitle(alert)).toBe(
      'Costkeeper warning: reported and computed cost of model grok-4.3 differ in 2026-11',
    );
    expect(alertSentence(alert)).toMatch(
      /^The provider of model grok-4\.3 reported .*120.* for 2026-11-13 to 2026-11-19; prices make .*100.* of the same events\.$/,
    );
  });
});
