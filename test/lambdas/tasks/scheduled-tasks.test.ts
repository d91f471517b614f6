import '../../../testing/function-environment.ts';
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { SendRawEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { schedulePayloadSchema } from '../../../contracts/schedule-payloads.ts';
import { scheduledTasks } from '../../../lambdas/tasks/scheduled-tasks.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { type TestTask, taskOn } from '../../support/task.ts';

/** A Monday on which the month before may be closed and the week before is due. */
const AT = '2026-11-09T06:00:00Z';
const NOW = Date.parse(AT);
const NAMES = Object.values(schedulePayloadSchema.shape.task.def.entries);
const DAYS = [aDay('2026-10-20'), aDay('2026-11-06'), aDay('2026-11-07'), aDay('2026-11-08')];

const cloudWatch = mockClient(CloudWatchClient);
const ses = mockClient(SESClient);
const sqs = mockClient(SQSClient);
let dynamo: TestDynamo;
let task: TestTask;

beforeAll(async () => {
  vi.stubEnv('STAGE', 'staging');
  vi.stubEnv('MAIL_SENDER', 'costs@example.com');
  vi.stubEnv('USAGE_QUEUE_URL', 'https://sqs.example.com/usage');
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'scheduled');
  vi.stubEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '512');
  vi.stubEnv('OWN_PARTS', JSON.stringify({ functions: [], queues: ['usage'], table: 'ledger', indexes: [] }));
  cloudWatch.on(PutMetricDataCommand).resolves({});
  cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Id: 'm0', Values: [4] }] });
  ses.on(SendRawEmailCommand).resolves({ MessageId: 'm' });
  sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
  dynamo = await startDynamo();
  const usage = await startLedger(dynamo, 'tasks', { now: () => NOW - 2 * 3_600_000 });
  await usage.record(
    DAYS.flatMap((day, index) => [
      usageEvent(`a${day}`, { occurredAt: `${day}T02:00:00Z`, reportedCostUsd: '1', model: 'of-its-own' }),
      usageEvent(`b${day}`, { occurredAt: `${day}T03:00:00Z`, model: index ? 'gpt-4o' : 'house-model' }),
    ]),
  );
  // The last day's records are lost.
  await usage.aggregate(DAYS.slice(0, -1));
  task = taskOn(
    dynamo,
    'tasks',
    { now: () => NOW },
    { alertCanary: true, applySavings: true, reportRecipients: ['board@example.com'], retentionDays: 35 },
  );
  await task.ledger.erasures.put({
    id: 'erasure-1',
    userId: 'user-7',
    pseudonym: 'erased-1',
    requestedAt: NOW - 1,
    pass: 1,
    dueAt: NOW - 1,
  });
});
afterAll(() => {
  cloudWatch.restore();
  ses.restore();
  sqs.restore();
  dynamo.stop();
  vi.unstubAllEnvs();
});

/** All that left the task: messages, mails, metrics of spend. */
function left(): unknown[] {
  return [...sqs.calls(), ...ses.calls(), ...cloudWatch.commandCalls(PutMetricDataCommand)].map(({ args }) =>
    JSON.stringify(args[0].input),
  );
}

/** Tasks that send the same again, which counts once where it arrives. */
const SAME_AGAIN = new Set(['alert-canary', 'publish-spend', 'record-own-cost']);

describe('a scheduled task', () => {
  it('exists for every name that a schedule may send', () => {
    expect(Object.keys(scheduledTasks(task.context)).toSorted()).toEqual(NAMES.toSorted());
  });

  it.each(NAMES)('%s run twice for one time changes nothing the second time', async (name) => {
    const run = scheduledTasks(task.context)[name];
    await run(AT);
    const [table, jobs, sent] = [await task.table(), new Set(task.started), left()];
    await run(AT);
    expect(await task.table()).toEqual(table);
    expect(new Set(task.started)).toEqual(jobs);
    expect(left().slice(sent.length)).toEqual(SAME_AGAIN.has(name) ? sent.slice(-1) : []);
  });

  it('did something, each of those that had something to do', () => {
    expect(task.started.map((id) => id.split('-')[0])).toEqual(
      expect.arrayContaining(['archive', 'audit', 'erase', 'settle']),
    );
    expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(4);
    expect(ses.commandCalls(SendRawEmailCommand).length).toBeGreaterThan(0);
    expect(task.metrics).toContain('OpenMarks 1');
  });
});
