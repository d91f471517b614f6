import { describe, expect, it } from 'vitest';
import { stageSchema } from '../../config/stage-schema.ts';
import { findStage, STAGE_NAMES } from '../../config/stages.ts';
import { ledgerSettingsSchema } from '../../contracts/ledger-settings.ts';
import { readSources } from '../../scripts/check/read-sources.ts';

/** Every word in the code of some rooms. */
function namedIn(...rooms: readonly string[]): ReadonlySet<string> {
  return new Set(readSources(...rooms).flatMap(({ text }) => text.match(/\w+/g) ?? []));
}

describe('an option of a stage', () => {
  const settings = Object.keys(ledgerSettingsSchema.shape);

  it('is read by what is deployed, or a setting of the functions under the same name', () => {
    const deployed = namedIn('lib', 'cdk', 'bin');
    const unread = Object.keys(stageSchema.shape).filter(
      (option) => !settings.includes(option) && !deployed.has(option),
    );
    expect(unread).toEqual([]);
  });

  it('is read by a function where it is one of their settings', () => {
    const functions = namedIn('lambdas', 'core', 'adapters');
    expect(settings.filter((setting) => !functions.has(setting))).toEqual([]);
  });
});

describe('stages', () => {
  it('are dev, staging and production, each valid with its defaults', () => {
    expect(STAGE_NAMES).toEqual(['dev', 'staging', 'production']);
    for (const name of STAGE_NAMES) {
      expect(findStage(name)).toMatchObject({
        stage: name,
        ledgerTimeZone: 'UTC',
        requestsPerMinute: 100,
        recordsPerMinute: 60_000,
        recorderConcurrency: 2,
        jobConcurrency: 2,
      });
    }
  });

  it('name an account wherever data is kept, so that another one is refused', () => {
    for (const stage of STAGE_NAMES.map((name) => findStage(name))) {
      expect(stage.retainData).toBe(stage.account !== undefined);
    }
  });

  it('say what to write when there is no such stage', () => {
    expect(() => findStage('prod')).toThrow(
      'There is no stage "prod". Write -c stage=dev, -c stage=staging, -c stage=production, or add yours to config/stages.ts.',
    );
    expect(() => findStage('')).toThrow(
      'config/stages.ts has several stages: say which one by -c stage=dev, -c stage=staging, -c stage=production.',
    );
    expect(() => findStage('toString')).toThrow('There is no stage "toString".');
  });

  it.each(['us-gov-west-1', 'eusc-de-east-1'])('take the region %s', (region) => {
    expect(stageSchema.shape.region.parse(region)).toBe(region);
  });

  it.each([
    ['account', '123', 'account: must be the 12 digits of an AWS account'],
    ['region', 'Frankfurt', 'region: must be an AWS region such as "us-east-1"'],
    ['ledgerTimeZone', 'Berlin', 'ledgerTimeZone: must be an IANA time zone such as "Europe/Berlin"'],
    [
      'freshnessSeconds',
      1,
      'freshnessSeconds: must be 0, or 2 and more: each of the two windows needs a whole second',
    ],
    ['freshnessSeconds', 'soon', 'freshnessSeconds: must be a whole number'],
    ['trackedTags', ['a', 'b', 'c', 'd', 'e'], 'trackedTags: must have at most 4 tags'],
    ['lanes', [{ from: 'tomorrow', count: 2 }], 'lanes.0.from: must be a day such as "2026-01-01"'],
    ['retentionDays', 7, 'retentionDays: must be 35 or more: marks outlive the replay they guard'],
    ['logRetentionDays', 31, 'logRetentionDays: must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180 or 365'],
    ['alarmMail', 'me', 'alarmMail: must be a mail address'],
    [
      'jwt',
      { issuer: 'https://x.example', audience: ['a'], origins: ['https://x.example/token'] },
      'jwt.origins.0: must be an origin alone',
    ],
    ['jwt', { issuer: 'http://x.example', audience: ['a'] }, 'jwt.issuer: must be an https address'],
  ])('refuse %s = %j', (field, value, sentence) => {
    expect(() => findStage('dev', { [field]: value })).toThrow(sentence);
  });
});
