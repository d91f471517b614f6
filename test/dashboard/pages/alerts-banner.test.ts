import { describe, expect, it } from 'vitest';
import { crossingText, othersText } from '../../../dashboard/src/pages/overview/alerts-banner.tsx';

describe('what is open beside the worst alert', () => {
  const worst = { severity: 'emergency' } as NonNullable<Parameters<typeof othersText>[0]['worst']>;

  it('is told by severity, the one that is named left out', () => {
    const open = { worst, emergency: 3, critical: 1, warning: 2, complete: true };
    expect(othersText(open)).toBe('2 more emergencies, 1 critical one and 2 warnings');
    expect(othersText({ ...open, emergency: 1, critical: 0, warning: 0 })).toBe('');
    expect(othersText({ ...open, complete: false, critical: 0, warning: 0 })).toBe(
      'at least 2 more emergencies',
    );
  });
});

describe('what an alert is about', () => {
  type Worst = Parameters<typeof crossingText>[0];
  const alert = {
    basis: 'actual',
    threshold: '80%',
    spentUsd: '8',
    reachedUsd: '8',
    limitUsd: '10',
  } as Worst;

  it('names a limit for budgets alone', () => {
    expect(crossingText({ ...alert, kind: 'budget' })).toBe('$8.00 of $10.00 when it passed 80%');
    expect(crossingText({ ...alert, kind: 'budget', unpricedEvents: 2 })).toBe(
      'at least $8.00 of $10.00 when it passed 80%',
    );
    expect(crossingText({ ...alert, kind: 'anomaly' })).toBe('$8.00 against an expected $10.00');
    expect(crossingText({ ...alert, kind: 'keys', threshold: 'expires' })).toBe('expires');
  });
});
