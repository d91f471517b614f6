import '../../testing/function-environment.ts';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ScheduledTask, schedulePayloadSchema } from '../../contracts/schedule-payloads.ts';
import type { Task } from '../../lambdas/tasks/task-context.ts';
import { startDynamo, type TestDynamo } from '../../testing/dynamo.ts';
import { ledgerOn } from '../../testing/ledger-on.ts';
import { lambdaContext } from '../support/stream-event.ts';
import { wholeTable } from '../support/whole-table.ts';

const AT = '2026-11-20T02:00:00Z';
const QUEUE = 'https://sqs.example.com/jobs';

const TASKS = Object.values(schedulePayloadSchema.shape.task.def.entries);

const sqs = mockClient(SQSClient);
let dynamo: TestDynamo;
let module: typeof import('../../lambdas/scheduled-work.ts');

beforeAll(async () => {
  dynamo = await startDynamo();
  await dynamo.createTable('scheduled');
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamo.endpoint);
  vi.stubEnv('TABLE_NAME', 'scheduled');
  vi.stubEnv('JOB_QUEUE_URL', QUEUE);
  vi.stubEnv('STAGE', 'staging');
  module = await import('../../lambdas/scheduled-work.ts');
});
afterAll(() => {
  dynamo.stop();
  vi.unstubAllEnvs();
});
afterEach(() => sqs.reset());

/** The handler over tasks that only write down their calls. */
function start() {
  const calls: string[] = [];
  const tasks = Object.fromEntries(
    TASKS.map((name): [string, Task] => [
      name,
      (scheduledAt) => Promise.resolve(void calls.push(`${name} ${scheduledAt}`)),
    ]),
  ) as Record<ScheduledTask, Task>;
  return { calls, run: module.scheduledWorkHandler(tasks) };
}

describe('the function scheduled-work', () => {
  it.each(TASKS)('runs the task %s for the time of its schedule', async (task) => {
    const { calls, run } = start();
    await run({ task, scheduledAt: AT });
    expect(calls).toEqual([`${task} ${AT}`]);
  });

  it.each([
    ['an unknown task', { task: 'brew-coffee', scheduledAt: AT }, 'task'],
    ['no time', { task: 'audit-days' }, 'scheduledAt'],
    ['a name that every object has', { task: 'constructor', scheduledAt: AT }, 'task'],
    ['nothing', undefined, 'expected'],
  ])('rejects %s and runs nothing', async (_what, payload, why) => {
    const { calls, run } = start();
    await expect(run(payload)).rejects.toThrow(why);
    expect(calls).toEqual([]);
  });

  it('rejects when its task does, so that the schedule tries again', async () => {
    const failing = { 'audit-days': () => Promise.reject(new Error('no table')) };
    const run = module.scheduledWorkHandler(failing as unknown as Record<ScheduledTask, Task>);
    await expect(run({ task: 'audit-days', scheduledAt: AT })).rejects.toThrow('no table');
  });

  it('is wired up as it is deployed: it starts the night audit on the table and queue of its environment', async () => {
    sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
    await module.handler({ task: 'audit-days', scheduledAt: AT }, lambdaContext);
    const sent = sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);
    expect(sent.map(({ QueueUrl, MessageBody }) => [QueueUrl, MessageBody])).toEqual(
      ['2026-11-17', '2026-11-18', '2026-11-19'].map((day) => [
        QUEUE,
        JSON.stringify({ jobId: `audit-${day}-2026-11-20` }),
      ]),
    );
    const { jobs } = ledgerOn(dynamo.client(), 'scheduled');
    expect(await jobs.read('audit-2026-11-17-2026-11-20')).toMatchObject({
      kind: 'roll-up',
      status: 'running',
    });

    const once = await wholeTable(dynamo.client(), 'scheduled');
    await module.handler({ task: 'audit-days', scheduledAt: AT }, lambdaContext);
    expect(await wholeTable(dynamo.client(), 'scheduled')).toEqual(once);
    await expect(module.handler({ task: 'brew-coffee', scheduledAt: AT }, lambdaContext)).rejects.toThrow(
      'task',
    );
  });

  it.each(['TABLE_NAME', 'JOB_QUEUE_URL', 'STAGE'])(
    'does not start without %s, and names it',
    async (name) => {
      vi.resetModules();
      const before = process.env[name];
      vi.stubEnv(name, '');
      await expect(import('../../lambdas/scheduled-work.ts')).rejects.toThrow(name);
      vi.stubEnv(name, before);
    },
  );
});
