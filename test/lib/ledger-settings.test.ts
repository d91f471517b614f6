import { describe, expect, it } from 'vitest';
import { findStage } from '../../config/stages.ts';
import { ledgerSettingsSchema } from '../../contracts/ledger-settings.ts';
import { environmentBytes } from '../../lib/constructs/environment-size.ts';
import { ledgerSettingsOf } from '../../lib/ledger-settings.ts';

describe('the settings of the functions', () => {
  it('carry what run time needs and nothing of the deployment', () => {
    const settings = JSON.parse(ledgerSettingsOf(findStage('production'))) as object;
    expect(settings).toMatchObject({ trackedTags: ['tier'] });
    expect(ledgerSettingsSchema.parse(settings)).toMatchObject({ timeZone: 'UTC', requestsPerMinute: 100 });
    expect(settings).not.toHaveProperty('account');
    expect(settings).not.toHaveProperty('freshnessSeconds');
  });

  it('leave out what run time takes by itself: a function has little room', () => {
    const text = ledgerSettingsOf(
      findStage('production', { exchangeRates: [], trackedTags: [], alertCanary: false }),
    );
    expect(text).toBe('{}');
  });

  it('are measured as Lambda does, each quote as two bytes', () => {
    const variables = { STAGE: 'dev', LEDGER_SETTINGS: '{"trackedTags":["tier"],"a":"ä\n"}', NUMBER: 5 };
    const sent = JSON.stringify({ ...variables, NUMBER: '5' });
    expect(environmentBytes(variables)).toBe(Buffer.byteLength(sent) + 1);
  });

  it('must fit into the environment of a function', () => {
    const lanes = Array.from({ length: 200 }, () => ({ from: '2027-01-01', count: 2 }));
    expect(() => ledgerSettingsOf(findStage('production', { lanes }))).toThrow(
      /take \d+ bytes, and a function's environment has room for 3000\. Shorten lanes, budgets or priceOverrides/,
    );
  });
});
