import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { functionSource } from '../../support/function-source.ts';
import { resourcesOf, synthesize } from '../../support/synthesize.ts';

const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
// What a stage may ask for is in it too: each has its alarm.
const priceFeed = {
  urls: ['https://prices.example.com/pack.json'],
  publicKey: 'MCowBQYDK2VwAyEA6S8GIPaGCrZltzTx3cDNwf95aZ1dTAHVTXBL0Rr7Kmg=',
  everyMinutes: 60,
  holdAbovePercent: 5,
  secondSources: [],
};
const rateFeed = { url: 'https://rates.example.com/daily.xml', currencies: ['EUR'], holdAbovePercent: 10 };
const { all } = synthesize('production', {
  alarmMail: 'ops@example.com',
  priceFeed,
  rateFeed,
  bedrockLogs: true,
  functionAlarms: true,
});
const alarms = Object.values(resourcesOf(all, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
const PREFIX = 'costkeeper-production-';

/** Heading to text, of the runbook's part about alarms. */
function alarmSections(): Map<string, string> {
  const [, part = ''] = runbook.split(/^## Alarms$/m);
  const [alarmPart = ''] = part.split(/^## /m);
  const sections = alarmPart.split(/^### /m).slice(1);
  return new Map(sections.map((section) => [section.split('\n')[0] ?? '', section]));
}

describe('alarms', () => {
  const names = alarms.map(({ AlarmName }) => String(AlarmName));

  it('have the same names as the headings of the runbook', () => {
    expect(names.map((name) => name.slice(PREFIX.length)).toSorted()).toEqual(
      [...alarmSections().keys()].toSorted(),
    );
    for (const name of names) expect(name.startsWith(PREFIX)).toBe(true);
  });

  it('are explained: what it is, where to look, what to do', () => {
    for (const section of alarmSections().values()) {
      expect(section).toContain('**Description.** ');
      expect(section).toContain('**Investigation.** ');
      expect(section).toContain('**Resolution.** ');
    }
  });

  it('say their severity, a sentence and where to read on', () => {
    for (const { AlarmDescription, AlarmName } of alarms) {
      const heading = String(AlarmName).slice(PREFIX.length);
      expect(AlarmDescription).toMatch(/^\[(high|medium)\] [A-Z].{20,}\. See docs\/runbook\.md#/);
      expect(String(AlarmDescription).endsWith(`#${heading}`)).toBe(true);
    }
  });

  it('all reach the one topic, whose reader the stage names', () => {
    for (const { AlarmActions } of alarms) expect(JSON.stringify(AlarmActions)).toContain('AlarmTopic');
    expect(Object.values(resourcesOf(all, 'AWS::SNS::Topic'))).toHaveLength(1);
    expect(Object.values(resourcesOf(all, 'AWS::SNS::Subscription'))).toMatchObject([
      { Properties: { Protocol: 'email', Endpoint: 'ops@example.com' } },
    ]);
  });

  it('watch errors and throttles of every function', () => {
    // Not the one that the CDK brings for calls of a deployment, which runs then alone.
    const functions = Object.values(resourcesOf(all, 'AWS::Lambda::Function')).filter(
      ({ Properties }) => Properties['Environment'] !== undefined,
    ).length;
    expect(names.filter((name) => name.endsWith('-errors') && !name.includes('api-server'))).toHaveLength(
      functions,
    );
    expect(names.filter((name) => name.endsWith('-throttles'))).toHaveLength(functions);
  });

  it('are 18 at the most by default, feeds and all: an account has ten for nothing', () => {
    const few = synthesize('production', { priceFeed, rateFeed, gradualDeploys: false });
    const found = Object.values(resourcesOf(few.all, 'AWS::CloudWatch::Alarm'));
    expect(found.length).toBeLessThanOrEqual(18);
    expect(JSON.stringify(found)).not.toContain('"Throttles"');
  });

  it('keep still when nothing happens', () => {
    for (const alarm of alarms) expect(alarm['TreatMissingData']).toBe('notBreaching');
  });

  it('on metrics of our own are emitted by the function they name', async () => {
    const own = alarms.filter(({ Namespace }) => Namespace === 'Costkeeper-production');
    expect(own.length).toBeGreaterThan(0);
    const byService = Map.groupBy(own, ({ Dimensions }) => (Dimensions as [{ Value: string }])[0].Value);
    for (const [service, list] of byService) {
      const source = await functionSource(service);
      for (const { MetricName } of list) expect(source).toContain(`addMetric('${String(MetricName)}'`);
    }
  });

  it('are not muted in a stage without a mail address', () => {
    const quiet = synthesize('dev', {
      priceFeed,
      rateFeed,
      bedrockLogs: true,
      functionAlarms: true,
      gradualDeploys: true,
    });
    expect(Object.keys(resourcesOf(quiet.all, 'AWS::CloudWatch::Alarm'))).toHaveLength(alarms.length);
    expect(resourcesOf(quiet.all, 'AWS::SNS::Subscription')).toEqual({});
  });
});
