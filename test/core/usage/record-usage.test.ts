import { describe, expect, it } from 'vitest';
import { InvalidInputError, UnavailableError } from '../../../core/errors.ts';
import { beginRecording } from '../../../core/usage/record-usage.ts';
import type { LedgerWriter } from '../../../core/usage/usage-ports.ts';
import { PLAIN_SETTINGS, smallEvent } from '../../../testing/factories.ts';
import { MemoryLedger, usagePorts } from '../../support/memory-ledger.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY = '2026-11-21';

function message(content: unknown, messageId = 'message-1') {
  return { messageId, sentAt: NOW, body: typeof content === 'string' ? content : JSON.stringify(content) };
}

function recording(ledger: LedgerWriter = new MemoryLedger(), batch = 'batch-1') {
  const { ports, bodies, seen } = usagePorts(ledger, NOW);
  const begun = beginRecording(ports, { ...PLAIN_SETTINGS, retentionDays: 100 }, batch);
  return {
    bodies,
    seen,
    recordMessage: (received: ReturnType<typeof message>) => begun.recordMessage(received),
    finish: () => begun.finish(),
  };
}

describe('recordUsage', () => {
  it('gives entries of one partition the positions 0, 1, 2 and writes their tally', async () => {
    const ledger = new MemoryLedger();
    const { recordMessage, finish } = recording(ledger);
    await recordMessage(message({ events: ['a', 'b', 'c'].map((id) => smallEvent({ id })) }));
    expect([...ledger.entries.values()].map(({ id, mark }) => [id, mark])).toEqual(
      ['a', 'b', 'c'].map((id, index) => [id, { batch: 'batch-1', index }]),
    );
    expect(ledger.tallies.size).toBe(0);
    await finish();
    expect([...ledger.tallies]).toEqual([[`batch-1 entries ${DAY} 0`, 3]]);
  });

  it('leaves a redelivered message alone', async () => {
    const ledger = new MemoryLedger();
    await recording(ledger).recordMessage(message(smallEvent()));
    const again = recording(ledger, 'batch-2');
    await again.recordMessage(message(smallEvent()));
    await again.finish();
    expect(ledger.entries.size).toBe(1);
    expect(ledger.outcomes.size).toBe(0);
    expect(ledger.tallies.size).toBe(0);
    expect(again.seen).toEqual([`${String(smallEvent()['id'])} redelivery`]);
  });

  it.each([
    ['duplicate', smallEvent()],
    ['conflict', smallEvent({ usage: { input_tokens: 2 } })],
    ['conflict', smallEvent({ occurredAt: '2026-11-21T10:15:30.124Z' })],
  ])('keeps a %s as an outcome of its own, with its body', async (kind, event) => {
    const ledger = new MemoryLedger();
    const { recordMessage, finish } = recording(ledger);
    await recordMessage(message(smallEvent()));
    await recordMessage(message(event, 'message-2'));
    await finish();
    expect(ledger.entries.size).toBe(1);
    expect([...ledger.outcomes.values()]).toMatchObject([
      { kind, messageId: 'message-2', index: 0, mark: { index: 0 }, eventId: smallEvent()['id'] },
    ]);
    expect(JSON.parse([...ledger.outcomes.values()][0]?.body ?? '')).toEqual(event);
    expect([...ledger.tallies.values()]).toEqual([1, 1]);
  });

  it('keeps a provider of the catalogue in lower case, and judges repeats by what was sent', async () => {
    const ledger = new MemoryLedger();
    const { recordMessage } = recording(ledger);
    const names = ['OpenAI', 'AWS-Bedrock', 'Acme'];
    const events = names.map((provider) => smallEvent({ id: provider, provider }));
    await recordMessage(message({ events }));
    expect([...ledger.entries.values()].map(({ provider }) => provider)).toEqual([
      'openai',
      'aws-bedrock',
      'Acme',
    ]);
    await recordMessage(message(smallEvent({ id: 'OpenAI', provider: 'OpenAI' }), 'message-2'));
    await recordMessage(message(smallEvent({ id: 'OpenAI', provider: 'openai' }), 'message-3'));
    expect([...ledger.outcomes.values()].map(({ kind }) => kind)).toEqual(['duplicate', 'conflict']);
  });

  it('keeps an event whose metadata was cut in the middle of a character', async () => {
    const ledger = new MemoryLedger();
    const metadata = { prompt: 'a \ud83d', 'k\ud83d': ['\ude00', '😀'] };
    await recording(ledger).recordMessage(message(smallEvent({ metadata })));
    expect([...ledger.entries.values()].map((entry) => entry.metadata)).toEqual([
      { prompt: 'a \ufffd', 'k\ufffd': ['\ufffd', '😀'] },
    ]);
  });

  it('takes the same id on another day as another event', async () => {
    const ledger = new MemoryLedger();
    const { recordMessage } = recording(ledger);
    await recordMessage(message([smallEvent(), smallEvent({ occurredAt: '2026-11-20T10:15:30.123Z' })]));
    expect(ledger.entries.size).toBe(2);
    expect(ledger.days.toSorted()).toEqual(['2026-11-20', DAY]);
  });

  it('knows its own put again when the first answer was lost', async () => {
    const ledger = new MemoryLedger();
    const lost = Object.assign(Object.create(ledger) as MemoryLedger, {
      putEntry: async (entry: Parameters<LedgerWriter['putEntry']>[0]) => {
        await ledger.putEntry(entry);
        return ledger.putEntry(entry);
      },
    });
    const { recordMessage, finish, seen } = recording(lost);
    await recordMessage(message(smallEvent()));
    await finish();
    expect(ledger.outcomes.size).toBe(0);
    expect([...ledger.tallies.values()]).toEqual([1]);
    expect(seen[0]).toMatch(/ priced$/);
  });

  it.each([
    ['not JSON', '{"id"'],
    ['invalid', smallEvent({ usage: { input_tokens: -1 } })],
    ['ahead of time', smallEvent({ occurredAt: '2026-11-22T12:00:00.001Z' })],
    ['older than retention', smallEvent({ occurredAt: '2026-08-12T23:59:59.999Z' })],
  ])('keeps what is %s and records its good neighbours', async (reason, bad) => {
    const ledger = new MemoryLedger();
    const { recordMessage } = recording(ledger);
    await recordMessage(message(bad, 'message-bad'));
    await recordMessage(message(smallEvent()));
    expect([...ledger.outcomes.values()]).toMatchObject([
      { kind: 'rejected', reason, messageId: 'message-bad' },
    ]);
    expect(ledger.entries.size).toBe(1);
  });

  it('records on the borders of its time window', async () => {
    const ledger = new MemoryLedger();
    const { recordMessage } = recording(ledger);
    const times = ['2026-11-22T12:00:00Z', '2026-08-13T00:00:00Z'];
    await recordMessage(message(times.map((occurredAt) => smallEvent({ occurredAt }))));
    expect(ledger.kinds()).toEqual([]);
    expect(ledger.entries.size).toBe(2);
  });

  it('keeps a large body in the bucket', async () => {
    const ledger = new MemoryLedger();
    const { recordMessage, bodies } = recording(ledger);
    const body = `{"cut off": "${'x'.repeat(300_000)}`;
    await recordMessage(message(body));
    const [outcome] = ledger.outcomes.values();
    expect(outcome?.body).toBeUndefined();
    expect(bodies.get(outcome?.bodyKey ?? '')).toBe(body);
  });

  it('refuses what the ledger can never store instead of trying it for ever', async () => {
    const ledger = new MemoryLedger();
    const picky = Object.assign(Object.create(ledger) as MemoryLedger, {
      putEntry: () => Promise.reject(new InvalidInputError('the table does not take the event')),
    });
    const { recordMessage } = recording(picky);
    await recordMessage(message(smallEvent()));
    expect([...ledger.outcomes.values()]).toMatchObject([{ kind: 'rejected', reason: 'cannot be stored' }]);
  });

  it('rejects on an outage, after every event of the message had its turn', async () => {
    const ledger = new MemoryLedger();
    const down = Object.assign(Object.create(ledger) as MemoryLedger, {
      putEntry: (entry: Parameters<LedgerWriter['putEntry']>[0]) =>
        entry.id === 'a' ? Promise.reject(new UnavailableError('down')) : ledger.putEntry(entry),
    });
    const { recordMessage } = recording(down);
    const events = ['a', 'b'].map((id) => smallEvent({ id }));
    await expect(recordMessage(message(events))).rejects.toThrow('down');
    expect([...ledger.entries.values()].map(({ id }) => id)).toEqual(['b']);
  });

  it('writes every tally even when one fails', async () => {
    const ledger = new MemoryLedger();
    const down = Object.assign(Object.create(ledger) as MemoryLedger, {
      writeTally: (batch: string, partition: string, count: number) =>
        partition.includes('2026-11-20')
          ? Promise.reject(new UnavailableError('down'))
          : ledger.writeTally(batch, partition, count),
    });
    const { recordMessage, finish } = recording(down);
    await recordMessage(message([smallEvent({ occurredAt: '2026-11-20T10:00:00Z' }), smallEvent()]));
    await expect(finish()).rejects.toThrow('down');
    expect([...ledger.tallies]).toEqual([[`batch-1 entries ${DAY} 0`, 1]]);
  });
});
