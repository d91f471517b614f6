import { startFauxqs } from 'fauxqs';
import type { FauxqsServer } from 'fauxqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsJson } from '../../../local/aws-json.ts';
import { createQueuesAndBuckets } from '../../../local/sqs/start-sqs-and-s3.ts';
import { runQueueMapping } from '../../../local/sqs/queue-mapping.ts';
import { Resolver } from '../../../local/resolve.ts';
import type { InvocationResult } from '../../../local/lambda/sandbox.ts';
import { waitFor } from '../../../testing/wait-for.ts';
import { stackOf } from '../fixtures/stacks.ts';

interface Records {
  readonly Records: { body: string; messageId: string; eventSourceARN: string }[];
}

let server: FauxqsServer;
let queueUrl: string;

beforeEach(async () => {
  server = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-west-1' });
  const stack = stackOf('App', {
    Jobs: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: 3,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
      },
    },
    Dead: { Type: 'AWS::SQS::Queue' },
  });
  const resolver = new Resolver([stack], {
    sqs: `http://127.0.0.1:${server.port}`,
    gateway: 'http://127.0.0.1:1',
  });
  createQueuesAndBuckets(resolver, server, (_bucket, create) => create());
  queueUrl = String(resolver.resolve({ Ref: 'Jobs' }, 'App'));
});

afterEach(async () => {
  await server.stop();
});

/** Runs a mapping over the queue until `enough`; returns the bodies of each batch. */
async function run(
  properties: Record<string, unknown>,
  answer: (event: Records) => InvocationResult | Promise<InvocationResult>,
  enough: (batches: string[][]) => boolean,
): Promise<string[][]> {
  const batches: string[][] = [];
  const end = new AbortController();
  const settings = {
    queueUrl,
    queueArn: 'arn:aws:sqs:eu-west-1:000000000000:App-Jobs',
    region: 'eu-west-1',
    properties: { FunctionResponseTypes: ['ReportBatchItemFailures'], ...properties },
    sqs: awsJson(`http://127.0.0.1:${server.port}`, 'sqs', 'eu-west-1'),
    target: {
      arn: 'arn:aws:lambda:eu-west-1:000000000000:function:App-Work',
      invoke: async (event: unknown) => {
        const { Records } = event as Records;
        batches.push(Records.map(({ body }) => body));
        return await answer(event as Records);
      },
    },
    report: () => undefined,
  };
  const running = runQueueMapping(settings, end.signal);
  await waitFor('the batches', () => batches.slice(), enough);
  await waitFor('the queue to be empty', left, (messages) => messages === 0);
  end.abort();
  await running;
  return batches;
}

const done: InvocationResult = { ok: true, payload: '{"batchItemFailures":[]}' };
const left = () => {
  const { messages } = server.inspectQueue('App-Jobs') ?? {
    messages: { ready: [], delayed: [], inflight: [] },
  };
  return messages.ready.length + messages.inflight.length;
};

const failing = ({ Records }: Records): InvocationResult => {
  const bad = Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({
    itemIdentifier: messageId,
  }));
  return { ok: true, payload: JSON.stringify({ batchItemFailures: bad }) };
};
const dead = () => server.inspectQueue('App-Dead')?.messages.ready.length ?? 0;

describe('an event source mapping from a queue', () => {
  it('takes at most BatchSize at a time and deletes what is done', async () => {
    for (let index = 0; index < 7; index += 1) server.sendMessage('App-Jobs', `m${index}`);
    const batches = await run(
      { BatchSize: 3 },
      () => done,
      (seen) => seen.flat().length >= 7,
    );
    expect(batches.map((batch) => batch.length)).toEqual([3, 3, 1]);
    expect(left()).toBe(0);
  });

  it('gathers more than ten within its window', async () => {
    for (let index = 0; index < 25; index += 1) server.sendMessage('App-Jobs', `m${index}`);
    const properties = { BatchSize: 25, MaximumBatchingWindowInSeconds: 300 };
    expect(
      await run(
        properties,
        () => done,
        (seen) => seen.flat().length >= 25,
      ),
    ).toHaveLength(1);
  });

  it('brings only the failed message of a batch back, and to the dead letters in the end', async () => {
    for (const body of ['good', 'bad', 'fine']) server.sendMessage('App-Jobs', body);
    const batches = await run({ BatchSize: 10 }, failing, () => dead() === 1);
    expect(batches).toEqual([['good', 'bad', 'fine'], ['bad']]);
    expect(left()).toBe(0);
  });

  it('brings the whole batch back when the function fails or times out', async () => {
    server.sendMessage('App-Jobs', 'again');
    let calls = 0;
    const once = (): InvocationResult =>
      (calls += 1) === 1 ? { ok: false, errorType: 'Sandbox.Timedout', errorMessage: 'late' } : done;
    expect(await run({}, once, (seen) => seen.length >= 2)).toEqual([['again'], ['again']]);
  });

  it('runs at most MaximumConcurrency batches at once', async () => {
    for (let index = 0; index < 6; index += 1) server.sendMessage('App-Jobs', `m${index}`);
    let running = 0;
    let most = 0;
    const slow = async (): Promise<InvocationResult> => {
      most = Math.max(most, (running += 1));
      await waitFor(
        'a second batch',
        () => most,
        (batches) => batches >= 2,
      );
      // Time for a third, which must not come.
      await new Promise((resolve) => setTimeout(resolve, 60));
      running -= 1;
      return done;
    };
    const properties = { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } };
    await run(properties, slow, (seen) => seen.length >= 6);
    expect(most).toBe(2);
  });
});
