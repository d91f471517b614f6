import { describe, expect, it } from 'vitest';
import { Cron } from 'croner';
import { Account } from '../../../local/iam/account.ts';
import {
  fillInput,
  readScheduleExpression,
  startSchedules,
  startTimer,
} from '../../../local/eventbridge/schedules.ts';
import { Resolver } from '../../../local/resolve.ts';
import { roleOf, stackOf } from '../fixtures/stacks.ts';

function nextRuns(expression: string, from: string, count: number): string[] {
  const timing = readScheduleExpression(expression);
  if (!('cron' in timing)) throw new Error('no cron');
  const job = new Cron(timing.cron, { timezone: 'UTC', paused: true });
  return job.nextRuns(count, from).map((at) => at.toISOString());
}

describe('schedule expressions', () => {
  it('reads the six fields of cron with their question mark and year', () => {
    expect(nextRuns('cron(5 0 * * ? *)', '2026-11-21T00:00:00Z', 2)).toEqual([
      '2026-11-21T00:05:00.000Z',
      '2026-11-22T00:05:00.000Z',
    ]);
    expect(nextRuns('cron(0 12 1 * ? 2027)', '2026-11-21T00:00:00Z', 1)).toEqual([
      '2027-01-01T12:00:00.000Z',
    ]);
  });

  it('counts weekdays from Sunday = 1', () => {
    expect(nextRuns('cron(0 8 ? * 2 *)', '2026-11-21T00:00:00Z', 1)).toEqual(['2026-11-23T08:00:00.000Z']);
    expect(nextRuns('cron(0 8 ? * MON-FRI *)', '2026-11-21T00:00:00Z', 1)).toEqual([
      '2026-11-23T08:00:00.000Z',
    ]);
    expect(nextRuns('cron(0 8 ? * 1 *)', '2026-11-21T00:00:00Z', 1)).toEqual(['2026-11-22T08:00:00.000Z']);
  });

  it('reads rate and at', () => {
    expect(readScheduleExpression('rate(15 minutes)')).toEqual({ everyMs: 900_000 });
    expect(readScheduleExpression('rate(1 hour)')).toEqual({ everyMs: 3_600_000 });
    expect(readScheduleExpression('at(2026-11-21T10:00:00)')).toEqual({ at: '2026-11-21T10:00:00' });
  });

  it.each(['cron(5 0 * * *)', 'rate(5 weeks)', 'every monday'])('refuses %s', (expression) => {
    expect(() => readScheduleExpression(expression)).toThrow('is not supported');
  });
});

describe('a schedule', () => {
  it('fills in the time of the schedule', () => {
    const input = '{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>","x":"<other>"}';
    expect(JSON.parse(fillInput(input, 'arn:s', new Date('2026-11-21T10:15:00.250Z')))).toEqual({
      at: '2026-11-21T10:15:00Z',
      by: 'arn:s',
      x: '<other>',
    });
  });

  it('of an hour and more fires once at the start too, as AWS does when it is made', () => {
    const end = new AbortController();
    const fired: string[] = [];
    for (const expression of ['rate(15 minutes)', 'rate(1 hour)', 'rate(6 hours)', 'cron(5 0 * * ? 2099)'])
      startTimer(readScheduleExpression(expression), 'UTC', end.signal, () => fired.push(expression));
    end.abort();
    expect(fired).toEqual(['rate(1 hour)', 'rate(6 hours)']);
  });

  it('invokes its target when its time comes', async () => {
    const soon = new Date(Date.now() + 3000).toISOString().slice(0, 19);
    const stack = stackOf('App', {
      Roll: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          ScheduleExpression: `at(${soon})`,
          State: 'ENABLED',
          Target: {
            Arn: 'arn:target',
            RoleArn: { 'Fn::GetAtt': ['Clock', 'Arn'] },
            Input: '{"task":"roll-up","scheduledAt":"<aws.scheduler.scheduled-time>"}',
          },
        },
      },
      ...roleOf('Clock', 'scheduler.amazonaws.com', []),
    });
    const resolver = new Resolver([stack], { sqs: 'http://127.0.0.1:1', gateway: 'http://127.0.0.1:2' });
    const end = new AbortController();
    const delivered = await new Promise((resolve, reject) => {
      startSchedules(
        { resolver, account: new Account(resolver) },
        async (arn, payload) => resolve({ arn, payload }),
        end.signal,
        reject,
      );
    });
    end.abort();
    expect(delivered).toEqual({ arn: 'arn:target', payload: { task: 'roll-up', scheduledAt: `${soon}Z` } });
  });
});
