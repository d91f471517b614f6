import { describe, expect, it } from 'vitest';
import { othersText } from '../../../dashboard/src/pages/overview/alerts-banner.tsx';

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
