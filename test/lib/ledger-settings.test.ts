import { describe, expect, it } from 'vitest';
import { findStage } from '../../config/stages.ts';
import { ledgerSettingsSchema } from '../../contracts/ledger-settings.ts';
import { environmentBytes } from '../../lib/constructs/environment-size.ts';
import { ledgerSettingsOf } from '../../lib/ledger-settings.ts';

function stage(...priceOverrides: object[]) {
  return findStage('production', { priceOverrides });
}

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
      findStage('production', {
        exchangeRates: [],
        trackedTags: [],
        alertCanary: false,
        userHoldUsd: undefined,
        suspectFactor: 0,
        priceCanary: undefined,
        cacheSeconds: 0,
        mailSender: 'costs@example.com',
      }),
    );
    expect(text).toBe('{}');
  });

  it('are measured as Lambda does, each quote as two bytes', () => {
    const variables = { STAGE: 'dev', LEDGER_SETTINGS: '{"trackedTags":["tier"],"a":"ä\n"}', NUMBER: 5 };
    const sent = JSON.stringify({ ...variables, NUMBER: '5' });
    expect(environmentBytes(variables)).toBe(Buffer.byteLength(sent) + 1);
  });

  it('refuse prices that the API would refuse, and name each', () => {
    const price = { provider: 'openai', model: 'gpt-4o-mini', unit: 'input_tokens', unitPriceUsd: '0.0001' };
    const output = { ...price, unit: 'output_tokens', unitPriceUsd: '0.0006', per: 1000 };
    expect(() => ledgerSettingsOf(stage(output, price))).toThrow(
      /priceOverrides\.1 \(openai gpt-4o-mini input_tokens\): unitPriceUsd 0\.0001 per 1 is 20 times or more away/,
    );
    expect(() => ledgerSettingsOf(stage(output, output))).not.toThrow();
    expect(() => ledgerSettingsOf(stage(output, { ...output, unitPriceUsd: '0.0005' }))).toThrow(
      /priceOverrides\.1 .* already sets this price/,
    );
    const settings = ledgerSettingsOf(stage({ ...price, force: true }, output));
    expect(JSON.parse(settings)).toMatchObject({ priceOverrides: [{ force: true }, { per: 1000 }] });
  });

  it('refuse a price of a model whose service nobody knows and nobody says: it would be booked under other', () => {
    const price = {
      provider: 'house',
      model: 'talker',
      unit: 'input_tokens',
      unitPriceUsd: '0.0002',
      per: 1000,
    };
    expect(() => ledgerSettingsOf(stage(price))).toThrow(
      /priceOverrides\.0 \(house talker input_tokens\): service is not known of this model/,
    );
    const said = ledgerSettingsOf(stage({ ...price, service: 'llm' }));
    expect(JSON.parse(said)).toMatchObject({ priceOverrides: [{ service: 'llm' }] });
    expect(() => ledgerSettingsOf(stage({ ...price, service: 'other' }))).not.toThrow();
  });

  it('name every place where a wrong one may have been set', () => {
    expect(() => ledgerSettingsOf(stage({ provider: 'openai', model: 'gpt-4o' }))).toThrow(
      /priceOverrides\.0\.unit[^]*config\/stages\.ts, -c, or COSTKEEPER_STAGE_/,
    );
  });

  it('must fit into the environment of a function', () => {
    const lanes = Array.from({ length: 200 }, () => ({ from: '2027-01-01', count: 2 }));
    expect(() => ledgerSettingsOf(findStage('production', { lanes }))).toThrow(
      /take \d+ bytes, and a function's environment has room for 3000\. Shorten lanes, budgets or priceOverrides/,
    );
  });
});
