import { describe, expect, it } from 'vitest';
import { answerEvents } from '../../../core/intake/answer-events.ts';
import { beginRecording } from '../../../core/usage/record-usage.ts';
import { PLAIN_SETTINGS, smallEvent } from '../../../testing/factories.ts';
import { MemoryLedger, usagePorts } from '../../support/memory-ledger.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const CALL = 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT';

function recorder(ledger: MemoryLedger) {
  const { ports } = usagePorts(ledger, NOW);
  const recording = beginRecording(ports, { ...PLAIN_SETTINGS, retentionDays: 100 }, 'batch-1');
  let sent = 0;
  return (...events: object[]) =>
    recording.recordMessage({
      messageId: `message-${sent++}`,
      sentAt: NOW,
      body: JSON.stringify({ events }),
    });
}

const reported = (via: string | undefined, more: Record<string, unknown> = {}) =>
  smallEvent({ id: CALL, via, occurredAt: '2026-11-21T10:15:30.123Z', ...more });

describe('a call that is reported by several ways', () => {
  it('is one entry, and the other ways are kept as evidence', async () => {
    const ledger = new MemoryLedger();
    const record = recorder(ledger);
    await record(reported('otlp', { usage: { input_tokens: 7 } }));
    await record(reported('litellm', { occurredAt: '2026-11-21T10:15:31Z', userId: 'user-1' }));
    await record(reported(undefined, { occurredAt: '2026-11-21T10:15:32Z' }));
    expect([...ledger.entries.values()].map(({ id, via }) => [id, via])).toEqual([[CALL, 'otlp']]);
    expect([...ledger.outcomes.values()].map(({ kind, reason }) => [kind, reason])).toEqual([
      ['duplicate', 'the same call, recorded before by otlp, reported again by litellm'],
      ['duplicate', 'the same call, recorded before by otlp, reported again by a message'],
    ]);
  });

  it('is a thousand entries for a thousand calls by three ways', async () => {
    const ledger = new MemoryLedger();
    const record = recorder(ledger);
    const ids = Array.from({ length: 1000 }, (_, call) => `resp_0123456789abcdef_${call}`);
    for (const [minute, via] of ['wrapper', 'otlp', 'litellm'].entries()) {
      const occurredAt = `2026-11-21T10:0${minute}:00Z`;
      await record(...ids.map((id) => reported(via, { id, occurredAt, metadata: { via } })));
    }
    expect(ledger.entries.size).toBe(1000);
    expect(ledger.kinds()).toEqual(Array.from({ length: 2000 }, () => 'duplicate'));
  });

  it('is one session of a container for two answers that used it, whoever asked and whatever told them', async () => {
    const ledger = new MemoryLedger();
    const record = recorder(ledger);
    const output = [{ type: 'code_interpreter_call', container_id: 'cntr_1' }];
    const answer = {
      object: 'response',
      model: 'gpt-5.1',
      output,
      usage: { input_tokens: 10, output_tokens: 1 },
    };
    for (const [id, userId] of [
      ['resp_0123456789abcdef_1', 'user-1'],
      ['resp_0123456789abcdef_2', 'user-2'],
    ] as const) {
      const context = { now: '2026-11-21T10:15:30.123Z', newId: () => 'new', query: { userId } };
      const intakes = answerEvents('openai', { ...answer, id }, context);
      await record(...intakes.flatMap((intake) => ('event' in intake ? [intake.event] : [])));
    }
    const sessions = [...ledger.entries.values()].filter(({ usage }) => 'sessions' in usage);
    expect(ledger.entries.size).toBe(3);
    expect(sessions.map(({ id, userId }) => [id, userId])).toEqual([['session/cntr_1', 'user-1']]);
    expect(ledger.kinds()).toEqual(['duplicate']);
  });

  it.each([
    ['2026-11-20T23:59:30Z', '2026-11-21T00:00:30Z'],
    ['2026-11-21T00:00:30Z', '2026-11-20T23:59:30Z'],
  ])('is one entry across midnight: %s, then %s', async (first, second) => {
    const ledger = new MemoryLedger();
    const record = recorder(ledger);
    await record(reported('otlp', { occurredAt: first }));
    await record(reported('litellm', { occurredAt: second }));
    expect(ledger.entries.size).toBe(1);
    expect(ledger.kinds()).toEqual(['duplicate']);
  });

  it('is a duplicate when one way reports it again a little later, and a conflict with another usage', async () => {
    const ledger = new MemoryLedger();
    const record = recorder(ledger);
    await record(reported('answer'));
    await record(reported('answer', { occurredAt: '2026-11-21T10:16:00Z', metadata: { durationMs: 4 } }));
    await record(reported('answer', { usage: { input_tokens: 2 } }));
    expect(ledger.entries.size).toBe(1);
    expect(ledger.kinds()).toEqual(['duplicate', 'conflict']);
  });
});

it('leaves messages that name no way as they were: another content is a conflict, another day another entry', async () => {
  const ledger = new MemoryLedger();
  const record = recorder(ledger);
  await record(reported(undefined, { occurredAt: '2026-11-20T23:59:30Z' }));
  await record(reported(undefined, { occurredAt: '2026-11-20T23:59:31Z' }));
  await record(reported(undefined, { occurredAt: '2026-11-21T00:00:30Z' }));
  expect(ledger.entries.size).toBe(2);
  expect(ledger.kinds()).toEqual(['conflict']);
});
