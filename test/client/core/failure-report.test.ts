import { describe, expect, it } from 'vitest';
import { createCostkeeper } from '../../../client/index.ts';
import { SendFailure } from '../../../client/core/transport.ts';
import { CollectingTransport } from '../support/collecting-transport.ts';

const EVENT = { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: 1 } };

describe('a send that fails', () => {
  it('speaks at once, then once a minute, and stays in the stats after it is delivered', async () => {
    let now = Date.parse('2026-11-20T12:00:00Z');
    const said: string[] = [];
    const transport = new CollectingTransport((send) =>
      send % 2 === 1 ? new SendFailure(`refused ${send}`) : undefined,
    );
    const costkeeper = createCostkeeper({
      transport,
      flushOnExit: false,
      retry: { baseDelayMs: 0 },
      warn: (text) => said.push(text),
      now: () => now,
    });
    const deliver = async (): Promise<void> => {
      costkeeper.record(EVENT);
      await costkeeper.flush();
    };
    expect(costkeeper.stats().lastError).toBeUndefined();
    await deliver();
    expect(said).toEqual(['costkeeper: usage is not delivered yet: refused 1']);
    now += 59_999;
    await deliver();
    expect(said).toHaveLength(1);
    now += 1;
    await deliver();
    expect(said).toHaveLength(2);
    expect(costkeeper.stats()).toMatchObject({
      delivered: 3,
      lastError: { at: '2026-11-20T12:01:00.000Z', message: 'refused 5' },
    });
  });

  it('by an event that the ledger rejects is in the stats, and each reason is said', async () => {
    const said: string[] = [];
    const rejected = ['no model', 'no provider', 'no model'].map((reason, index) => ({ index, reason }));
    const transport = { send: () => Promise.resolve({ rejected }) };
    const costkeeper = createCostkeeper({ transport, flushOnExit: false, warn: (text) => said.push(text) });
    for (let count = 0; count < 3; count += 1) costkeeper.record(EVENT);
    await costkeeper.flush();
    expect(said).toEqual([
      'costkeeper: 1 usage event(s) not delivered (rejected: no model)',
      'costkeeper: 1 usage event(s) not delivered (rejected: no provider)',
    ]);
    expect(costkeeper.stats()).toMatchObject({
      delivered: 0,
      lost: { rejected: 3 },
      lastError: { message: 'no model' },
    });
  });

  it('that is given up is said once, with its events', async () => {
    const said: string[] = [];
    const transport = new CollectingTransport(() => new SendFailure('never', { permanent: true }));
    const costkeeper = createCostkeeper({ transport, flushOnExit: false, warn: (text) => said.push(text) });
    costkeeper.record(EVENT);
    await costkeeper.flush();
    expect(said).toEqual(['costkeeper: 1 usage event(s) not delivered (rejected: never)']);
    expect(costkeeper.stats().lastError?.message).toBe('never');
  });
});
