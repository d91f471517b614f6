import type { JobName } from '../../contracts/job-message.ts';
import '../../testing/function-environment.ts';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SqsJobQueue } from '../../adapters/sqs/job-queue.ts';
import { type JobKind, startJob } from '../../core/jobs/job.ts';
import { aDay } from '../../testing/dates.ts';
import { startStrictDynamo, type TestDynamo } from '../../testing/dynamo.ts';
import { ledgerOn } from '../../testing/ledger-on.ts';
import { startLedger, usageEvent } from '../support/ledger.ts';
import { lambdaContext } from '../support/stream-event.ts';
import { wholeTable } from '../support/whole-table.ts';

const QUEUE = 'https://sqs.example.com/jobs';
const MINUTE = 60_000;

const sqs = mockClient(SQSClient);
let dynamo: TestDynamo;
let module: typeof import('../../lambdas/run-job.ts');

beforeAll(async () => {
  dynamo = await startStrictDynamo();
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamo.endpoint);
  vi.stubEnv('TABLE_NAME', 'jobs');
  vi.stubEnv('JOB_QUEUE_URL', QUEUE);
  vi.stubEnv('STAGE', 'staging');
  module = await import('../../lambdas/run-job.ts');
  await dynamo.createTable('queue');
});
afterAll(() => {
  dynamo.stop();
  vi.unstubAllEnvs();
});
beforeEach(() => {
  sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
});
afterEach(() => sqs.reset());

/** What the queue was sent, in place and text. */
function sent(): (string | undefined)[][] {
  const inputs = sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);
  return inputs.map(({ QueueUrl, MessageBody }) => [QueueUrl, MessageBody]);
}

/** An event of the queue, as SQS delivers what the job queue was sent. */
async function eventOf(jobId: string, deliveries = 1): Promise<SQSEvent> {
  await new SqsJobQueue(new SQSClient({}), QUEUE).send(jobId);
  const body = sent().at(-1)?.[1] ?? '';
  sqs.resetHistory();
  return delivered(body, deliveries);
}

function delivered(body: string, deliveries = 1): SQSEvent {
  const attributes = { ApproximateReceiveCount: String(deliveries) };
  return { Records: [{ messageId: 'm', body, attributes }] } as unknown as SQSEvent;
}

const jobs = () => ledgerOn(dynamo.client(), 'queue').jobs;

/** A job of two steps on the table `queue`, run by the handler with this much time. */
async function start(id: string, step: JobKind['step'], remaining = 5 * MINUTE) {
  const clock = { time: 1_000_000, now: () => clock.time };
  const queue = new SqsJobQueue(new SQSClient({}), QUEUE);
  const ports = { jobs: jobs(), queue, clock };
  await startJob(ports, { id, kind: 'settle', input: {}, createdBy: 'test' });
  const run = module.runJobHandler(ports, { settle: { step } });
  const context = { getRemainingTimeInMillis: () => remaining };
  return {
    clock,
    read: () => ports.jobs.read(id),
    run: async (deliveries = 1) => run(await eventOf(id, deliveries), context),
  };
}

const twoSteps: JobKind['step'] = (job) =>
  Promise.resolve(
    job.state === undefined
      ? { done: false, state: 1, progress: { done: 1, total: 2 } }
      : { done: true, result: { counted: 2 }, progress: { done: 2, total: 2 } },
  );

describe('the function run-job', () => {
  it('runs the steps of a job to its end, and does nothing when the message comes again', async () => {
    const { run, read } = await start('whole', twoSteps);
    await run();
    const ended = await read();
    expect(ended).toMatchObject({ status: 'done', result: { counted: 2 }, revision: 2 });
    await run();
    expect(await read()).toEqual(ended);
    expect(sent()).toEqual([]);
  });

  it('saves a step and asks for the next delivery a minute before its time is up', async () => {
    const deadlines: number[] = [];
    const step: JobKind['step'] = (job, deadline) => {
      deadlines.push(deadline);
      return twoSteps(job, deadline);
    };
    const { clock, run, read } = await start('short', step, MINUTE);
    await run();
    expect(deadlines).toEqual([clock.time]);
    expect(await read()).toMatchObject({ status: 'running', progress: { done: 1, total: 2 } });
    expect(sent()).toEqual([[QUEUE, '{"jobId":"short"}']]);
    await run();
    expect(await read()).toMatchObject({ status: 'done' });
  });

  it('rejects what a step throws, so that the queue brings it again, and shows it after the third delivery', async () => {
    const { run, read } = await start('broken', () => Promise.reject(new Error('the bucket is full')));
    await expect(run(1)).rejects.toThrow('the bucket is full');
    await expect(run(2)).rejects.toThrow('the bucket is full');
    expect(await read()).toMatchObject({ status: 'running' });
    await run(3);
    expect(await read()).toMatchObject({ status: 'failed', error: 'the bucket is full' });
  });

  it.each([
    ['no JSON', 'jobs!', 'not valid JSON'],
    ['no job', '{"job":"a"}', 'jobId'],
  ])('rejects a message that is %s, and touches nothing', async (_what, body, why) => {
    const run = module.runJobHandler(
      { jobs: jobs(), queue: { send: () => Promise.resolve() }, clock: Date },
      {},
    );
    const before = await wholeTable(dynamo.client(), 'queue');
    const context = { getRemainingTimeInMillis: () => MINUTE };
    await expect(run(delivered(body), context)).rejects.toThrow(why);
    expect(await wholeTable(dynamo.client(), 'queue')).toHaveLength(before.length);
  });

  it('is wired up as it is deployed: it knows the kinds, the table and the queue of its environment', async () => {
    const usage = await startLedger(dynamo, 'jobs');
    await usage.record([usageEvent('a')]);
    const ledger = ledgerOn(dynamo.client(), 'jobs');
    const ports = { jobs: ledger.jobs, queue: { send: () => Promise.resolve() }, clock: ledger.clock };
    const start = {
      id: 'wired',
      kind: 'recalculate' as const,
      input: { day: '2026-11-20' },
      createdBy: 'test',
    };
    await startJob(ports, start);
    await startJob(ports, { ...start, id: 'odd', kind: 'brew-coffee' as JobName });
    const context = { ...lambdaContext, getRemainingTimeInMillis: () => 10 * MINUTE };
    await module.handler(await eventOf('wired'), context);
    expect(await ledger.jobs.read('wired')).toMatchObject({ status: 'done', result: { entries: 1 } });
    expect(await ledger.totals.cells({ from: aDay('2026-11-20'), to: aDay('2026-11-20') })).toHaveLength(1);
    await module.handler(await eventOf('odd'), context);
    expect(await ledger.jobs.read('odd')).toMatchObject({
      status: 'failed',
      error: 'no function knows jobs of kind brew-coffee',
    });
  });

  it.each(['TABLE_NAME', 'JOB_QUEUE_URL', 'BUCKET_NAME'])(
    'does not start without %s, and names it',
    async (name) => {
      vi.resetModules();
      const before = process.env[name];
      vi.stubEnv(name, '');
      await expect(import('../../lambdas/run-job.ts')).rejects.toThrow(name);
      vi.stubEnv(name, before);
    },
  );
});
