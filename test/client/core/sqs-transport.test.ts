import { describe, expect, it } from 'vitest';
import { createSqsTransport } from '../../../client/core/sqs-transport.ts';
import { createCostkeeper } from '../../../client/index.ts';
import { startStub, type StubAnswer } from '../support/json-server.ts';
import { startLocalQueue } from '../support/local-sqs.ts';

const CALL = { provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 800 } };

describe('the SQS transport', () => {
  it('sends one message for a burst, and a text that XML does not allow', async () => {
    await using queue = await startLocalQueue();
    await using costkeeper = createCostkeeper({ queueUrl: queue.queueUrl, flushOnExit: false });
    for (let i = 0; i < 300; i += 1) costkeeper.record({ ...CALL, operation: '\uFFFF\uFFFEé' });
    expect(await costkeeper.flush()).toBe(true);
    const { messages, events } = await queue.drain();
    expect(messages).toBe(1);
    expect(new Set(events.map((event) => event.id)).size).toBe(300);
    expect(events[0]?.['operation']).toBe('\uFFFF\uFFFEé');
  });

  it('sends a message in halves that became too large by writing characters out', async () => {
    await using queue = await startLocalQueue();
    await using costkeeper = createCostkeeper({ queueUrl: queue.queueUrl, flushOnExit: false });
    const metadata = { text: '\uFFFF'.repeat(2000) };
    for (let i = 0; i < 160; i += 1) costkeeper.record({ ...CALL, metadata });
    expect(await costkeeper.flush()).toBe(true);
    expect(costkeeper.stats()).toMatchObject({ delivered: 160, retries: 0, lost: {} });
    const { messages, events } = await queue.drain();
    expect(messages).toBe(2);
    expect(events).toHaveLength(160);
    expect(events[0]?.['metadata']).toEqual(metadata);
  });

  it('does not repeat what SQS will never take', async () => {
    await using queue = await startLocalQueue();
    const transport = createSqsTransport(queue.queueUrl);
    await expect(transport.send('\u0001')).rejects.toMatchObject({ permanent: true });
    await expect(transport.send('x'.repeat(2 ** 20 + 1))).rejects.toMatchObject({
      permanent: true,
      tooLarge: true,
    });
    transport.close?.();
  });

  it('keeps what it has while the queue does not answer', async () => {
    const warnings: string[] = [];
    const costkeeper = createCostkeeper({
      queueUrl: 'http://127.0.0.1:9/000000000000/usage',
      flushOnExit: false,
      warn: (text) => warnings.push(text),
    });
    costkeeper.record(CALL);
    expect(await costkeeper.flush({ timeoutMs: 300 })).toBe(false);
    expect(costkeeper.stats()).toMatchObject({ pending: 1, lost: {} });
    await costkeeper.close({ timeoutMs: 1 });
    expect(costkeeper.stats()).toMatchObject({ pending: 0, lost: { closed: 1 } });
  });
});

describe('a queue that takes a message and never answers', () => {
  it('does not hold the outbox up: the send ends in time and may be repeated', async () => {
    await using silent = await startStub(() => new Promise<StubAnswer>(() => undefined));
    const transport = createSqsTransport(`${silent.url}/000000000000/usage`, undefined, 150);
    // A busy machine may end a send before its request has left: then the next one is asked.
    let sends = 0;
    do {
      sends += 1;
      const failure = await transport.send('{"events":[]}').catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'SendFailure', permanent: false, tooLarge: false });
    } while (silent.seen.length === 0);
    expect(silent.seen.length).toBeLessThanOrEqual(sends);
    transport.close?.();
  });
});
