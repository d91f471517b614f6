import { describe, expect, it } from 'vitest';
import { createHttpTransport } from '../../../client/core/http-transport.ts';
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
    const failure = await transport.send('{"events":[]}').catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'SendFailure', permanent: false, tooLarge: false });
    expect(silent.seen).toHaveLength(1);
    transport.close?.();
  });
});

describe('the HTTP transport', () => {
  it('posts to /record with a fresh token, waits as told, and reports what the ledger refused', async () => {
    await using api = await startStub((_request, count) =>
      count === 1
        ? { status: 429, headers: { 'retry-after': '0.05' }, json: { message: 'Too Many Requests' } }
        : {
            status: 202,
            json: { ids: ['a'], rejected: [{ index: 1, errors: { model: 'must not be empty' } }] },
          },
    );
    let tokens = 0;
    const letters: unknown[] = [];
    await using costkeeper = createCostkeeper({
      apiUrl: `${api.url}/cost-tracking`,
      token: () => `t${(tokens += 1)}`,
      flushOnExit: false,
      warn: () => undefined,
      onDeadLetter: (letter) => letters.push(letter),
    });
    costkeeper.record({ ...CALL, id: 'a' });
    costkeeper.record({ ...CALL, id: 'b', model: '' });
    await costkeeper.flush();
    expect(api.seen.map((request) => [request.path, request.headers.authorization])).toEqual([
      ['/cost-tracking/record', 'Bearer t1'],
      ['/cost-tracking/record', 'Bearer t2'],
    ]);
    expect(api.seen[0]?.body).toBe(api.seen[1]?.body);
    expect(letters).toMatchObject([{ reason: 'refused', events: [{ id: 'b' }] }]);
    expect(costkeeper.stats()).toMatchObject({ delivered: 1, retries: 1, lost: { refused: 1 } });
  });

  it('does not repeat what can never be taken', async () => {
    await using api = await startStub(() => ({ status: 400, json: { detail: 'not a message' } }));
    const letters: { detail: string }[] = [];
    await using costkeeper = createCostkeeper({
      apiUrl: api.url,
      flushOnExit: false,
      warn: () => undefined,
      onDeadLetter: (letter) => letters.push(letter),
    });
    costkeeper.record(CALL);
    await costkeeper.flush();
    expect(api.seen).toHaveLength(1);
    expect(letters[0]?.detail).toContain('not a message');
  });

  it('does not count as delivered what another server answers', async () => {
    await using stranger = await startStub(() => ({ body: '<html>sign in</html>' }));
    const transport = createHttpTransport({ apiUrl: stranger.url });
    await expect(transport.send('{"events":[]}')).rejects.toThrow('is apiUrl its address?');
  });

  it('halves what the gateway finds too large', async () => {
    await using api = await startStub((request) =>
      request.body.length > 1000
        ? { status: 413, json: { message: 'too large' } }
        : { status: 202, json: {} },
    );
    await using costkeeper = createCostkeeper({ apiUrl: api.url, flushOnExit: false });
    for (let i = 0; i < 10; i += 1) costkeeper.record(CALL);
    await costkeeper.flush();
    expect(costkeeper.stats()).toMatchObject({ delivered: 10, lost: {} });
  });
});
