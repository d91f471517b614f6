import { describe, expect, it } from 'vitest';
import { readOverrides } from '../../config/overrides.ts';
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
