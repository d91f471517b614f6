import { describe, expect, it } from 'vitest';
import { resourceNamed, resourcesOf, synthesize } from '../../support/synthesize.ts';

const off = synthesize('production');
const on = synthesize('production', { ownCost: true });

/** The function's variable with what CloudFormation fills in written as the logical ids. */
function ownParts(): {
  functions: { name: string; memoryMb: number }[];
  queues: string[];
  indexes: string[];
} {
  const { Properties } = resourceNamed(on.all, 'AWS::Lambda::Function', 'ScheduledWork');
  const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
  const [, parts] = (Variables['OWN_PARTS'] as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  const text = parts.map((part) => (typeof part === 'string' ? part : tokenName(part))).join('');
  return JSON.parse(text) as ReturnType<typeof ownParts>;
}

function tokenName(token: unknown): string {
  return JSON.stringify(token).replaceAll(/[^A-Za-z0-9]/g, '');
}

describe('the ledger’s own cost', () => {
  it('is off by default: no schedule, no permission, no variable', () => {
    const text = JSON.stringify(off.all.map((template) => template.toJSON() as object));
    expect(text).not.toContain('GetMetricData');
    expect(text).not.toContain('record-own-cost');
    expect(text).not.toContain('OWN_PARTS');
    expect(
      Object.values(resourcesOf(off.all, 'AWS::Lambda::Function')).map((fn) => fn.Properties['FunctionName']),
    ).not.toContainEqual(expect.any(String));
  });

  it('is asked for hourly where the stage says so', () => {
    const schedules = Object.values(resourcesOf(on.all, 'AWS::Scheduler::Schedule'));
    const own = schedules.filter(({ Properties }) => JSON.stringify(Properties).includes('record-own-cost'));
    expect(own.map(({ Properties }) => Properties['ScheduleExpression'])).toEqual(['cron(5 * * * ? *)']);
  });

  it('lets only the worker read metrics, and send to the usage queue', () => {
    const allowed = Object.entries(resourcesOf(on.all, 'AWS::IAM::Policy')).filter(([, policy]) =>
      JSON.stringify(policy).includes('cloudwatch:GetMetricData'),
    );
    expect(allowed.map(([id]) => id)).toEqual([expect.stringContaining('ScheduledWork')]);
    const { Properties } = resourceNamed(on.all, 'AWS::Lambda::Function', 'ScheduledWork');
    expect(Properties['Environment']).toMatchObject({
      Variables: { USAGE_QUEUE_URL: expect.anything() as unknown },
    });
  });

  it('names every function but the worker, every queue, and the table with its index', () => {
    const { functions, queues, indexes } = ownParts();
    expect(functions).toHaveLength(Object.keys(resourcesOf(on.all, 'AWS::Lambda::Function')).length - 1);
    expect(functions).toContainEqual({ name: 'costkeeper-production-serve-api', memoryMb: 1024 });
    expect(functions.filter(({ name }) => name.includes('ScheduledWork'))).toEqual([]);
    expect(queues).toHaveLength(Object.keys(resourcesOf(on.all, 'AWS::SQS::Queue')).length);
    expect(indexes).toEqual(['day']);
    const { Properties } = resourceNamed(on.all, 'AWS::Lambda::Function', 'ReadServeApi');
    expect(Properties).toMatchObject({ FunctionName: 'costkeeper-production-serve-api', MemorySize: 1024 });
  });
});
