import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { MOST_TAGS } from '../../../client/core/propagation.ts';
import { LIMITS } from '../../../contracts/message-limits.ts';
import { createCostkeeper } from '../../../client/index.ts';
import { CollectingTransport } from '../support/collecting-transport.ts';
import { startLocalQueue } from '../support/local-sqs.ts';

const CONTEXT = {
  userId: 'user-42 ü/#',
  resource: { type: 'episode', id: 'ep-7' },
  group: { type: 'podcast', id: 'pod-1' },
  tags: { tier: 'tier2' },
  operation: 'script',
};

function client() {
  return createCostkeeper({ transport: new CollectingTransport(), flushOnExit: false });
}

describe('inject and extract', () => {
  it('take as many tags as a usage message does', () => {
    expect(MOST_TAGS).toBe(LIMITS.tags);
  });

  it('carry the context over HTTP headers of every usual kind', () => {
    const costkeeper = client();
    costkeeper.withContext(CONTEXT, () => {
      const plain = costkeeper.inject();
      expect(costkeeper.extract(plain)).toEqual(CONTEXT);
      expect(costkeeper.extract(costkeeper.inject(new Headers()))).toEqual(CONTEXT);
      expect(costkeeper.extract(new Request('http://x', { headers: plain }))).toEqual(CONTEXT);
      const upper = { headers: { 'Costkeeper-Context': plain['costkeeper-context'] } };
      expect(costkeeper.extract(upper)).toEqual(CONTEXT);
      expect(Object.values(plain).join('')).toMatch(/^[\x20-\x7e]+$/);
    });
  });

  it('carry it over a real queue, beside attributes that are there', async () => {
    await using queue = await startLocalQueue();
    const costkeeper = client();
    const input = costkeeper.withContext(CONTEXT, () =>
      costkeeper.inject({
        QueueUrl: queue.queueUrl,
        MessageBody: '{}',
        MessageAttributes: { trace: { DataType: 'String', StringValue: '1' } },
      }),
    );
    await queue.client.send(new SendMessageCommand(input));
    const { attributes } = await queue.drain();
    expect(attributes[0]).toHaveProperty('trace');
    expect(costkeeper.extract({ MessageAttributes: attributes[0] })).toEqual(CONTEXT);
    const record = {
      messageAttributes: {
        CostkeeperContext: {
          stringValue: costkeeper.withContext(CONTEXT, () => costkeeper.inject())['costkeeper-context'],
        },
      },
    };
    expect(costkeeper.extract(record)).toEqual(CONTEXT);
  });

  it('add nothing outside a context, and read nothing from what is not a context', () => {
    const costkeeper = client();
    expect(costkeeper.inject()).toEqual({});
    for (const carrier of [undefined, null, 7, {}, { headers: null }, { 'costkeeper-context': '%E0%A4%A' }]) {
      expect(costkeeper.extract(carrier)).toEqual({});
    }
    const forged = encodeURIComponent(JSON.stringify({ userId: 7, tags: { a: 1, b: 'x' }, resource: 'ep' }));
    expect(costkeeper.extract({ 'costkeeper-context': forged })).toEqual({ tags: { b: 'x' } });
  });
});
