import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import middy from '@middy/core';
import { vi, describe, expect, it } from 'vitest';
import { createCostkeeper } from '../../client/index.ts';
import { costkeeper, withCostkeeper, type LambdaContext } from '../../client/lambda.ts';
import { CollectingTransport } from './support/collecting-transport.ts';
import { priceDraft } from './support/price-draft.ts';

const CALL = { provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 1 } };

interface Job {
  user: string;
  fail?: boolean;
}

function sandbox() {
  const transport = new CollectingTransport();
  return { transport, client: createCostkeeper({ transport, flushOnExit: false }) };
}

function lambdaContext(remaining = 30_000): LambdaContext {
  return { functionName: 'write-script', memoryLimitInMB: '512', getRemainingTimeInMillis: () => remaining };
}

const context = (job: Job) => ({ userId: job.user });

describe('the middleware', () => {
  it('attributes what the handler records, bills its time, and sends both before the answer', async () => {
    const { transport, client } = sandbox();
    const handler = middy(async (_job: Job) => {
      await sleep(30);
      client.record(CALL);
      return 'done';
    }).use(costkeeper({ client, context }));
    expect(await handler({ user: 'u1' }, lambdaContext() as never)).toBe('done');
    const [call, own] = transport.events();
    expect(call).toMatchObject({ provider: 'openai', userId: 'u1' });
    expect(own).toMatchObject({
      provider: 'aws',
      service: 'lambda',
      operation: 'write-script',
      userId: 'u1',
    });
    expect(own?.['usage']).toMatchObject({ requests: 1, memory_mb: 512 });
    expect(own).toHaveProperty(
      'usage.duration_ms',
      expect.toSatisfy((ms: number) => ms >= 29),
    );
    expect(priceDraft(own as never).status).toBe('priced');
    expect(transport.messages()).toHaveLength(1);
    expect(client.context()).toEqual({});
  });

  it('bills the init once, with the first invocation', async () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
    const { transport, client } = sandbox();
    const handler = middy((_job: Job) => Promise.resolve(1)).use(costkeeper({ client, context }));
    vi.unstubAllEnvs();
    await handler({ user: 'u1' }, lambdaContext() as never);
    await handler({ user: 'u2' }, lambdaContext() as never);
    const [first = 0, second = 0] = transport
      .events()
      .map((event) => (event['usage'] as { duration_ms: number }).duration_ms);
    expect(first).toBeGreaterThan(50);
    expect(second).toBeLessThan(first);
  });

  it('sends what there is when the handler fails, and does not hide the failure', async () => {
    const { transport, client } = sandbox();
    const handler = middy((_job: Job) => {
      client.record(CALL);
      return Promise.reject(new Error('no luck'));
    }).use(costkeeper({ client, context }));
    await expect(handler({ user: 'u1' }, lambdaContext() as never)).rejects.toThrow('no luck');
    expect(transport.events().map((event) => event['outcome'])).toEqual([undefined, 'failed']);
  });

  it('answers in time though the queue does not, and sends the events with the next invocation', async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<object>();
    const client = createCostkeeper({ transport: { send: () => answered }, flushOnExit: false });
    const handler = middy((_job: Job) => {
      client.record(CALL);
      return Promise.resolve('done');
    }).use(costkeeper({ client, context }));
    expect(await handler({ user: 'u1' }, lambdaContext(300) as never)).toBe('done');
    expect(client.stats()).toMatchObject({ pending: 2, lost: {} });
    answer({});
    await client.flush();
    expect(client.stats()).toMatchObject({ pending: 0, delivered: 2 });
  });

  it('sends before a time-out cuts the handler off, with the whole time as billed', async () => {
    const { transport, client } = sandbox();
    const handler = middy(async (_job: Job) => {
      client.record(CALL);
      await new Promise(() => undefined);
    }).use(costkeeper({ client, context, timeoutMarginMs: 60 }));
    const running = handler({ user: 'u1' }, lambdaContext(100) as never);
    const ended = Promise.allSettled([running]);
    await expect.poll(() => transport.events()).toHaveLength(2);
    const [call, own] = transport.events();
    expect(call).toMatchObject({ userId: 'u1' });
    expect(own).toMatchObject({ outcome: 'timed-out', usage: { duration_ms: 100 } });
    expect(await ended).toMatchObject([
      { status: 'rejected', reason: { message: expect.stringContaining('aborted') as string } },
    ]);
    expect(transport.events()).toHaveLength(2);
  });
});

describe('withCostkeeper', () => {
  it('keeps invocations apart that run at the same time', async () => {
    const { transport, client } = sandbox();
    const { promise: otherRecorded, resolve: recorded } = Promise.withResolvers<void>();
    const handler = withCostkeeper({ client, context, recordDuration: false }, async (job: Job) => {
      await (job.fail ? setImmediate() : otherRecorded);
      client.record(CALL);
      recorded();
      if (job.fail) throw new Error('no luck');
      return job.user;
    });
    const jobs = [{ user: 'a' }, { user: 'b', fail: true }].map((job) => handler(job, lambdaContext()));
    expect((await Promise.allSettled(jobs)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(transport.events().map((event) => event['userId'])).toEqual(['b', 'a']);
  });
});
