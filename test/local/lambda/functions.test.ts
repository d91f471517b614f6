import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { awsJson } from '../../../local/aws-json.ts';
import { makeFunction, MAX_SANDBOXES } from '../../../local/lambda/functions.ts';
import { Account } from '../../../local/iam/account.ts';
import type { LambdaFunction } from '../../../local/lambda/functions.ts';
import { measureSlowness, type Slowness } from '../../../local/limits.ts';
import { runQueueMapping } from '../../../local/sqs/queue-mapping.ts';
import { startQueues } from '../../../local/sqs/start-sqs-and-s3.ts';
import { Resolver } from '../../../local/resolve.ts';
import { IN_PROOF } from '../../../testing/property-runs.ts';
import { waitFor } from '../../../testing/wait-for.ts';
import { LOGS, roleOf, stackOf } from '../fixtures/stacks.ts';

const started: LambdaFunction[] = [];

function functionOf(
  exportName: string,
  properties: Record<string, unknown> = {},
  slowness: Slowness = measureSlowness,
  environment: Readonly<Record<string, string>> = {},
): LambdaFunction {
  const stack = stackOf('App', {
    Work: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Key: 'bundle.zip' },
        Runtime: 'nodejs24.x',
        Handler: `index.${exportName}`,
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Environment: { Variables: { OWN: { Ref: 'AWS::Region' } } },
        ...properties,
      },
    },
    ...roleOf('Role', 'lambda.amazonaws.com', [LOGS]),
  });
  const resolver = new Resolver([stack], { sqs: 'http://127.0.0.1:1', gateway: 'http://127.0.0.1:2' });
  const [resource] = resolver.resources;
  if (!resource) throw new Error('the stack declares one function');
  const logs = mkdtempSync(path.join(tmpdir(), 'local-functions-'));
  const made = makeFunction(resource, resolver, {
    environment,
    atStart: () => ({}),
    account: new Account(resolver),
    logs,
    slowness,
  });
  started.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((item) => item.stop()));
});

describe('a function of the templates', () => {
  it('runs its bundle with its own environment and context', async () => {
    const result = await functionOf('echo', { Timeout: 900 }).invoke({ a: [1] });
    expect(result.ok).toBe(true);
    const answer = JSON.parse(result.ok ? result.payload : '{}') as Record<string, unknown>;
    expect(answer).toMatchObject({ event: { a: [1] }, name: 'App-Work', own: 'eu-west-1' });
    expect(answer['left']).toBeGreaterThan(600_000);
    expect(process.env['OWN']).toBeUndefined();
  });

  it('ends an invocation at its time-out, and the next one gets a fresh sandbox', async () => {
    let slowness = 1;
    const sleepy = functionOf('sleepy', { Timeout: 2 }, () => slowness);
    const late = await sleepy.invoke({ sleepMs: 2 ** 30 });
    expect(late).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
    slowness = 20;
    expect(await sleepy.invoke({ sleepMs: 1 })).toEqual({ ok: true, payload: '"woke"' });
  });

  it('has longer on a machine that is slower than Lambda', async () => {
    const sleepy = functionOf('sleepy', { Timeout: 1 }, () => 20);
    expect(await sleepy.invoke({ sleepMs: 1500 })).toEqual({ ok: true, payload: '"woke"' });
  });

  it('runs events that come together in sandboxes of their own', async () => {
    const place = mkdtempSync(path.join(tmpdir(), 'local-meeting-'));
    // Each comes back only once all are there.
    const meeting = functionOf('meeting', { Timeout: 900 });
    const guests = Array.from({ length: MAX_SANDBOXES }, (_, guest) => guest);
    const results = await Promise.all(
      guests.map((guest) => meeting.invoke({ place, guest, of: MAX_SANDBOXES })),
    );
    expect(guests.length).toBeGreaterThan(1);
    expect(results.every(({ ok }) => ok)).toBe(true);
    rmSync(place, { recursive: true });
  });

  it('waits for a sandbox where there are no more to be had', async () => {
    const sleepy = functionOf('sleepy', { Timeout: 900 });
    const results = await Promise.all(Array.from({ length: 20 }, () => sleepy.invoke({ sleepMs: 20 })));
    expect(results.every(({ ok }) => ok)).toBe(true);
  });

  it('tells an error and a process that ended itself from an answer', async () => {
    expect(await functionOf('failing').invoke({ reason: 'x' })).toEqual({
      ok: false,
      errorType: 'TypeError',
      errorMessage: 'no good: x',
    });
    expect(await functionOf('exiting').invoke({})).toMatchObject({
      ok: false,
      errorType: 'Runtime.ExitError',
    });
  });

  it('says which export is missing before the first event', async () => {
    await expect(functionOf('nothing').warmUp()).rejects.toThrow('exports no function called nothing');
  });

  it('answers no more than 6 MB and takes no more than its callers may send', async () => {
    const long = functionOf('long');
    expect(await long.invoke({ characters: 6_291_556 - 2 })).toMatchObject({ ok: true });
    expect(await long.invoke({ characters: 6_291_556 - 1 })).toMatchObject({
      ok: false,
      errorType: 'Function.ResponseSizeTooLarge',
    });
    const event = { text: 'x'.repeat(1_048_576) };
    expect(await long.invoke(event, { kind: 'asynchronous' })).toMatchObject({
      ok: false,
      errorType: 'RequestTooLargeException',
    });
    expect(await long.invoke({ ...event, characters: 1 })).toMatchObject({ ok: true });
  });

  it('is not started with variables that Lambda would refuse', () => {
    const Environment = { Variables: { LONG: 'x'.repeat(4_096) } };
    expect(() => functionOf('echo', { Environment })).toThrow('Lambda takes 4096');
  });

  const LOOPS = [
    // The 17th run is the one that is not made.
    ['Terminate', { runs: 17, told: true }],
    ['Allow', { runs: 21, told: false }],
  ] as const;
  it.each(IN_PROOF ? LOOPS : LOOPS.slice(0, 1))(
    'that sends to its own queue, with RecursiveLoop %s, is ended or goes on',
    async (RecursiveLoop, expected) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'local-loop-'));
      const { started } = await startQueues(0, 'eu-west-1', folder, false);
      started.createQueue('loop', { attributes: { VisibilityTimeout: '1000' } });
      const address = `http://127.0.0.1:${started.port}`;
      const queueUrl = `${address}/000000000000/loop`;
      const variables = { QUEUE: queueUrl };
      const again = functionOf(
        'again',
        { RecursiveLoop, Environment: { Variables: variables }, Timeout: 900 },
        () => 1,
        {
          AWS_ENDPOINT_URL_SQS: address,
        },
      );
      const sqs = awsJson(address, 'sqs', 'eu-west-1');
      const end = new AbortController();
      const said: string[] = [];
      const report = (error: unknown) => void said.push(String(error));
      const tried: number[] = [];
      const target: Pick<LambdaFunction, 'arn' | 'invoke'> = {
        arn: again.arn,
        invoke: async (event, how) => {
          tried.push(...(event as { Records: { body: string }[] }).Records.map(({ body }) => Number(body)));
          return await again.invoke(event, how);
        },
      };
      const settings = {
        queueUrl,
        queueArn: 'arn:loop',
        region: 'eu-west-1',
        properties: {},
        sqs,
        target,
        report,
      };
      const running = runQueueMapping(settings, end.signal);
      await sqs('AmazonSQS.SendMessage', { QueueUrl: queueUrl, MessageBody: '1' });
      const told = () => said.join().includes('runs in a loop');
      await waitFor(
        'an end or many runs',
        () => tried.length,
        (runs) => told() || runs > 20,
      );
      expect({ runs: Math.min(tried.length, 21), told: told() }).toEqual(expected);
      end.abort();
      await running;
      await started.stop();
      rmSync(folder, { recursive: true });
    },
  );
});
