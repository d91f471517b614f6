import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { changedScopes } from '../../../core/alerts/changed-scopes.ts';
import { alertCanaryTask } from '../../../lambdas/tasks/alert-canary.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startBudgetCheck } from '../../support/alerts.ts';
import { startLedger } from '../../support/ledger.ts';
import { taskOn } from '../../support/task.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const HOURS = ['2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z'] as const;
const QUEUE = 'https://sqs.example.com/usage';

const sqs = mockClient(SQSClient);
let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => {
  sqs.restore();
  dynamo.stop();
});
beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('USAGE_QUEUE_URL', QUEUE);
  sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
});
afterEach(() => {
  vi.unstubAllEnvs();
  sqs.reset();
});

function sent(): { QueueUrl?: string | undefined; MessageBody?: string | undefined }[] {
  return sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);
}

async function start(table: string) {
  const clock = { now: () => NOW };
  const ledger = await startLedger(dynamo, table, clock);
  const task = taskOn(dynamo, table, clock, { alertCanary: true });
  return { ledger, task, run: alertCanaryTask(task.context) };
}

describe('the task alert-canary', () => {
  it('sends usage of the stage budget that must raise an alert, and finds the alert an hour later', async () => {
    const { ledger, task, run } = await start('canary');
    await run(HOURS[0]);
    expect(sent().map(({ QueueUrl }) => QueueUrl)).toEqual([QUEUE]);
    const event = JSON.parse(sent()[0]?.MessageBody ?? '') as Record<string, unknown>;
    expect(event).toMatchObject({
      id: 'alert-canary-2026-11-20T10:00:00.000Z',
      occurredAt: '2026-11-20T10:00:00.000Z',
    });

    await ledger.record([event]);
    await ledger.aggregate([aDay('2026-11-20')]);
    const checking = startBudgetCheck({
      client: dynamo.client(),
      table: 'canary',
      now: NOW,
      settings: { alertCanary: true },
    });
    await checking.check.totalsChanged(changedScopes(await ledger.records('2026-11-20')));
    await run(HOURS[1]);
    expect(task.metrics).toEqual(['CanaryMissed 0', 'CanaryMissed 0']);
    expect(task.logs.at(-1)).toContain('"arrived"');
  });

  it('counts a canary of which no alert was raised', async () => {
    const { task, run } = await start('canary-missed');
    await run(HOURS[0]);
    await run(HOURS[1]);
    expect(task.metrics).toEqual(['CanaryMissed 0', 'CanaryMissed 1']);
  });

  it('run twice for one time sends the same event and remembers nothing new', async () => {
    const { task, run } = await start('canary-twice');
    await run(HOURS[0]);
    const once = await task.table();
    await run(HOURS[0]);
    expect(await task.table()).toEqual(once);
    expect(new Set(sent().map(({ MessageBody }) => MessageBody)).size).toBe(1);
    expect(task.metrics).toEqual(['CanaryMissed 0', 'CanaryMissed 0']);
  });

  it('names the variable that is missing and remembers no canary', async () => {
    const { task, run } = await start('canary-blind');
    vi.stubEnv('USAGE_QUEUE_URL', '');
    await expect(run(HOURS[0])).rejects.toThrow('USAGE_QUEUE_URL');
    expect(await task.table()).toEqual(new Map());
  });
});
