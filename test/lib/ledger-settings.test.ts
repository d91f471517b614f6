import { describe, expect, it } from 'vitest';
import { findStage } from '../../config/stages.ts';
import { ledgerSettingsOf } from '../../lib/ledger-settings.ts';

describe('the settings of the functions', () => {
  it('carry what run time needs and nothing of the deployment', () => {
    const settings = JSON.parse(ledgerSettingsOf(findStage('production'))) as object;
    expect(settings).toMatchObject({ timeZone: 'UTC', requestsPerMinute: 100, trackedTags: ['tier'] });
    expect(settings).not.toHaveProperty('account');
    expect(settings).not.toHaveProperty('freshnessSeconds');
  });

  it('must fit into the environment of a function', () => {
    const lanes = Array.from({ length: 200 }, () => ({ from: '2027-01-01', count: 2 }));
    expect(() => ledgerSettingsOf(findStage('production', { lanes }))).toThrow(
      /take \d+ bytes, and a function's environment has room for 3000\. Shorten lanes, budgets or priceOverrides/,
    );
  });
});
