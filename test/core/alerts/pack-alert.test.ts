import { describe, expect, it } from 'vitest';
import { alertSentence, alertTitle } from '../../../core/alerts/alert-wording.ts';
import { packAlert } from '../../../core/alerts/pack-alert.ts';
import type { PackRecord } from '../../../core/price-packs/pack-record.ts';

const AT = Date.parse('2026-11-29T23:30:00Z');
const held = {
  version: 20_261_129,
  publishedAt: '2026-11-29T23:00:00Z',
  status: 'held',
  takenAt: AT,
  canary: { days: 7, beforeUsd: '10', afterUsd: '11.5', models: [] },
} as unknown as PackRecord;
const refused: PackRecord = { ...held, status: 'refused', canary: null };
const unsigned: PackRecord = { ...refused, version: 1e15, publishedAt: null };

const id = (record: PackRecord) => packAlert(record, ['email'], 'UTC').id;

describe('the alert of a price pack', () => {
  it('is one for a pack and what became of it, and one a day for files without a signature', () => {
    expect(id({ ...held, takenAt: AT + 86_400_000 })).toBe(id(held));
    expect(id({ ...held, version: 20_261_130 })).not.toBe(id(held));
    expect(id(refused)).not.toBe(id(held));
    expect(id({ ...unsigned, version: 5, takenAt: AT + 60_000 })).toBe(id(unsigned));
    expect(id({ ...unsigned, takenAt: AT + 86_400_000 })).not.toBe(id(unsigned));
  });

  it('says what is to be done, and what the last days would cost', () => {
    const alert = packAlert(held, ['email'], 'UTC');
    expect(alertTitle(alert)).toBe('Costkeeper warning: price pack 20261129 is held');
    expect(alertSentence(alert)).toMatch(
      /^The price pack 20261129 waits .* would cost 11\.50 USD instead of 10\.00 USD\. GET \/prices\/packs has the reason/,
    );
    expect(alertTitle(packAlert(refused, [], 'UTC'))).toBe(
      'Costkeeper warning: price pack 20261129 is refused',
    );
    expect(alertSentence(packAlert(unsigned, [], 'UTC'))).toMatch(
      /^On 2026-11-29 a file came .* nothing of it holds\./,
    );
  });
});
