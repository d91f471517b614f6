import { describe, expect, it } from 'vitest';
import { alertFamily } from '../../../core/alerts/alert.ts';
import { alertSentence, alertTitle } from '../../../core/alerts/alert-wording.ts';
import { keyAlert } from '../../../core/alerts/key-alert.ts';
import { DAY_MS } from '../../../core/time/ledger-time.ts';

const END = Date.parse('2026-12-20T10:00:00Z');
const key = { id: '01JD00000000000000000000KY', name: 'podcasts\n on Vercel', expiresAt: END };

const told = (daysLeft: number, of = key) => keyAlert(of, ['email'], END - daysLeft * DAY_MS, 'UTC');

describe('the alert of a key', () => {
  it('comes at thirty days, at seven, at one and at the end, each once', () => {
    expect(told(31)).toBeUndefined();
    const ids = [30, 29, 8, 7, 2, 1, 0.5, 0, -3].map((days) => told(days)?.id);
    expect(new Set(ids).size).toBe(4);
    expect(ids[0]).toBe(ids[2]);
    expect(ids[3]).toBe(ids[4]);
    expect(ids[7]).toBe(ids[8]);
    // Another key that ends on the same day, and the same key with another end, are told by themselves.
    expect(told(7, { ...key, id: '01JD00000000000000000000KZ' })?.id).not.toBe(ids[3]);
    const [one, another] = [told(7), told(7, { ...key, id: '01JD00000000000000000000KZ' })];
    if (!one || !another) throw new Error('no alert');
    expect(alertFamily(one.key)).not.toBe(alertFamily(another.key));
    expect(keyAlert({ ...key, expiresAt: END + DAY_MS }, [], END - 6 * DAY_MS, 'UTC')?.id).not.toBe(ids[3]);
  });

  it('says when it ends and what to do, in one line where it is a subject', () => {
    const [soon, over] = [told(7), told(0)];
    if (!soon || !over) throw new Error('no alert');
    expect(soon).toMatchObject({ kind: 'keys', severity: 'warning' });
    expect(alertTitle(soon)).toBe('Costkeeper warning: the key podcasts  on Vercel ends on 2026-12-20');
    expect(alertSentence(soon)).toContain('npx costkeeper keys rotate 01JD00000000000000000000KY');
    expect(over).toMatchObject({ severity: 'critical' });
    expect(alertSentence(over)).toContain('ended on 2026-12-20');
  });
});
