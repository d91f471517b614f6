import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { BusPublisher, splitBySize } from '../../../adapters/eventbridge/event-publisher.ts';

describe('BusPublisher', () => {
  const bus = mockClient(EventBridgeClient);
  afterEach(() => bus.reset());
  afterAll(() => {
    bus.restore();
  });

  it('rejects when an entry was not taken', async () => {
    bus
      .on(PutEventsCommand)
      .resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });
    const publisher = new BusPublisher(new EventBridgeClient({ region: 'us-east-1' }), 'bus');
    await expect(publisher.totalsChanged([{ scope: { kind: 'user', id: 'u' } }])).rejects.toThrow(
      'ThrottlingException',
    );
  });

  it('splits long lists below the size of an event and loses nothing', () => {
    const texts = Array.from(
      { length: 5000 },
      (_, index) => [`["user","","${'ü'.repeat(100)}${index}"]`, `call-${index}`] as const,
    );
    const lists = splitBySize(texts);
    expect(lists.flat()).toEqual(texts);
    expect(lists.length).toBeGreaterThan(1);
    for (const list of lists) {
      expect(
        Buffer.byteLength(
          JSON.stringify({ scopes: list.map(([scope]) => scope), correlationIds: list.map(([, id]) => id) }),
        ),
      ).toBeLessThan(256_000);
    }
    expect(splitBySize([])).toEqual([]);
  });
});
