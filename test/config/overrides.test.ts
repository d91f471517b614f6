import { describe, expect, it } from 'vitest';
import { readOverrides, readVariables } from '../../config/overrides.ts';
import { findStage } from '../../config/stages.ts';

describe('values from the command line', () => {
  it('become numbers, switches and lists', () => {
    const overrides = readOverrides({
      stage: 'dev',
      requestsPerMinute: '0',
      retainData: 'true',
      trackedTags: 'tier,niche',
      lanes: '[{"from":"2027-01-01","count":4}]',
      account: '123456789012',
    });
    expect(findStage('dev', overrides)).toMatchObject({
      requestsPerMinute: 0,
      retainData: true,
      trackedTags: ['tier', 'niche'],
      lanes: [{ from: '2027-01-01', count: 4 }],
      account: '123456789012',
    });
  });

  it('come from the environment too, such as prices and limits', () => {
    const price = {
      provider: 'openai',
      model: 'gpt-4o-mini',
      unit: 'input_tokens',
      unitPriceUsd: '0.00015',
      per: 1000,
    };
    const overrides = readVariables({
      PATH: '/bin',
      COSTKEEPER_TOKEN: 'not a field of a stage',
      COSTKEEPER_STAGE_PRICE_OVERRIDES: JSON.stringify([price]),
      COSTKEEPER_STAGE_ORGANISATION_BUDGET: '{"monthlyLimit":"5.00"}',
      COSTKEEPER_STAGE_REQUESTS_PER_MINUTE: '7',
    });
    expect(findStage('dev', overrides)).toMatchObject({
      priceOverrides: [price],
      organisationBudget: { monthlyLimit: '5.00' },
      requestsPerMinute: 7,
    });
    expect(() => readVariables({ COSTKEEPER_STAGE_PRICES: '[]' })).toThrow(
      'A stage has no "prices", which COSTKEEPER_STAGE_PRICES sets',
    );
  });

  it('leave what belongs to CDK alone', () => {
    expect(
      readOverrides({
        '@aws-cdk/aws-iam:minimizePolicies': true,
        'aws:cdk:bundling-stacks': [],
        'cli-telemetry': false,
        'availability-zones:account=1:region=us-east-1': [],
      }),
    ).toEqual({});
  });

  it('refuse a name that no stage has', () => {
    expect(() => readOverrides({ requestPerMinute: '0' })).toThrow(
      'A stage has no "requestPerMinute". -c takes stage, account,',
    );
  });

  it.each([
    ['requestsPerMinute', 'many', 'requestsPerMinute: must be a whole number'],
    ['requestsPerMinute', '1.5', 'requestsPerMinute: must be a whole number'],
    ['retainData', 'yes', 'retainData: must be true or false'],
    ['lanes', '[{', 'lanes:'],
  ])('refuse -c %s=%s with a sentence', (name, text, sentence) => {
    expect(() => findStage('dev', readOverrides({ [name]: text }))).toThrow(sentence);
  });
});
