import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stageSchema } from '../../config/stage-schema.ts';
import { findStage } from '../../config/stages.ts';
import { ledgerSettingsSchema } from '../../contracts/ledger-settings.ts';
import { TIMEOUTS } from '../../lib/timeouts.ts';
import { resourceNamed, resourcesOf, synthesize } from '../support/synthesize.ts';
import type { Resource } from '../support/synthesize.ts';

/** With everything that a stage may ask for. */
const production = synthesize('production', { bedrockLogs: true });
/** The project's own; the one that the CDK brings for calls of a deployment has no settings. */
const functions = Object.fromEntries(
  Object.entries(resourcesOf(production.all, 'AWS::Lambda::Function')).filter(
    ([, { Properties }]) => Properties['Environment'] !== undefined,
  ),
);

function variablesOf({ Properties }: Resource): Record<string, unknown> {
  return (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables;
}

function named(name: string): Resource {
  const found = Object.values(functions).find((fn) => variablesOf(fn)['POWERTOOLS_SERVICE_NAME'] === name);
  if (!found) throw new Error(`There is no function ${name}.`);
  return found;
}

describe('functions', () => {
  it('are at most eight, one for each file in lambdas', () => {
    const files = readdirSync(new URL('../../lambdas', import.meta.url))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.slice(0, -'.ts'.length));
    const deployed = Object.values(functions).map((fn) => String(variablesOf(fn)['POWERTOOLS_SERVICE_NAME']));
    expect(deployed.toSorted()).toEqual(files.toSorted());
    expect(files.length).toBeLessThanOrEqual(8);
  });

  it('run Node 24 on arm64', () => {
    for (const { Properties } of Object.values(functions)) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    }
  });

  it('reserve no concurrency: a new account has ten executions in all', () => {
    for (const template of production.all) {
      expect(JSON.stringify(template.toJSON())).not.toContain('ReservedConcurrentExecutions');
    }
  });

  it('write to a log group of their own that ends', () => {
    for (const { Properties } of Object.values(functions)) {
      const { LogGroup } = Properties['LoggingConfig'] as { LogGroup: { Ref: string } };
      const group = resourceNamed(production.all, 'AWS::Logs::LogGroup', LogGroup.Ref);
      expect(group.Properties['RetentionInDays']).toBe(90);
      expect(group.DeletionPolicy).toBe('Retain');
    }
  });

  it('know their stage’s settings', () => {
    const overrides = {
      ledgerTimeZone: 'Europe/Berlin',
      lanes: [{ from: '2027-01-01', count: 4 }],
      trackedTags: ['tier'],
      retentionDays: 400,
      defaultRegion: 'eu-central-1',
      requestsPerMinute: 7,
      recordsPerMinute: 8,
      userClaim: 'username',
      cacheSeconds: 9,
    };
    const { ledgerTimeZone, ...same } = overrides;
    const all = Object.values(resourcesOf(synthesize('dev', overrides).all, 'AWS::Lambda::Function'));
    // The CDK's own function that empties buckets has no variables.
    for (const fn of all.filter(({ Properties }) => Properties['Environment'] !== undefined)) {
      const settings = JSON.parse(String(variablesOf(fn)['LEDGER_SETTINGS'])) as object;
      expect(settings).toMatchObject({ ...same, timeZone: ledgerTimeZone });
    }
  });

  it('have no setting that a stage cannot set: it would stay at its default for ever', () => {
    // By another name, and by whether the stage has a mailSender.
    const settable = new Set([...Object.keys(stageSchema.shape), 'timeZone', 'mails']);
    expect(Object.keys(ledgerSettingsSchema.shape).filter((name) => !settable.has(name))).toEqual([]);
  });

  it('log as much as the stage says', () => {
    expect(variablesOf(named('record-usage'))['POWERTOOLS_LOG_LEVEL']).toBe(findStage('production').logLevel);
  });

  it.each([
    ['record-usage', ['BUCKET_NAME', 'TABLE_NAME']],
    ['aggregate-usage', ['EVENT_BUS_NAME', 'TABLE_NAME']],
    ['check-budgets', ['EVENT_BUS_NAME', 'TABLE_NAME']],
    ['scheduled-work', ['JOB_QUEUE_URL', 'TABLE_NAME', 'USAGE_QUEUE_URL']],
    ['run-job', ['BUCKET_NAME', 'JOB_QUEUE_URL', 'TABLE_NAME']],
    ['serve-api', ['BUCKET_NAME', 'EVENT_BUS_NAME', 'JOB_QUEUE_URL', 'TABLE_NAME', 'USAGE_QUEUE_URL']],
  ])('%s is told the names of what it may use', (name, expected) => {
    const common = ['LEDGER_SETTINGS', 'STAGE'];
    const own = Object.keys(variablesOf(named(name))).filter((key) => !key.startsWith('POWERTOOLS_'));
    expect(own.toSorted()).toEqual([...expected, ...common].toSorted());
  });
});

describe('time-outs', () => {
  it('end the inner call first', () => {
    expect(named('serve-api').Properties['Timeout']).toBe(TIMEOUTS.serveApi.toSeconds());
    expect(TIMEOUTS.serveApi.toSeconds()).toBeLessThan(TIMEOUTS.apiIntegration.toSeconds());
    expect(
      resourceNamed(production.all, 'AWS::ApiGatewayV2::Integration', 'Read').Properties['TimeoutInMillis'],
    ).toBe(TIMEOUTS.apiIntegration.toMilliseconds());
  });

  it('of scheduled work are shorter than its shortest interval', () => {
    const [schedule] = Object.values(resourcesOf(production.all, 'AWS::Scheduler::Schedule'));
    expect(schedule?.Properties['ScheduleExpression']).toBe('rate(15 minutes)');
    expect(named('scheduled-work').Properties['Timeout']).toBeLessThan(15 * 60);
  });
});
