import { describe, expect, it } from 'vitest';
import { ONE, picoUnits, picoUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import { isVouched, suspicionOf, type UsualUsage } from '../../../core/usage/magnitude-guard.ts';
import { beginRecording } from '../../../core/usage/record-usage.ts';
import { anEntry, PLAIN_SETTINGS, smallEvent } from '../../../testing/factories.ts';
import { MemoryLedger, usagePorts } from '../../support/memory-ledger.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

/** So many events with this mean of input tokens. */
function usual(events: number, mean: bigint): UsualUsage {
  return {
    events,
    cost: ZERO_USD,
    usage: new Map([['input_tokens', picoUnits(mean * BigInt(events) * ONE)]]),
  };
}

/** Fifty events, none with input tokens. */
const OTHER_UNIT: UsualUsage = { events: 50, cost: ZERO_USD, usage: new Map([['images', picoUnits(ONE)]]) };

function guardOf(model: UsualUsage, user: UsualUsage, unit: UsualUsage) {
  return {
    factor: 100,
    history: {
      ofModel: () => Promise.resolve(model),
      ofUser: () => Promise.resolve(user),
      ofUnit: () => Promise.resolve(unit),
    },
  };
}

const NOTHING: UsualUsage = { events: 0, cost: ZERO_USD, usage: new Map() };

/** So many events that cost so much each. */
function costly(events: number, usd: bigint): UsualUsage {
  return { events, cost: picoUsd(usd * BigInt(events) * ONE), usage: new Map() };
}

const suspicion = (tokens: bigint, model: UsualUsage, user: UsualUsage, unit: UsualUsage) => {
  const { factor, history } = guardOf(model, user, unit);
  return suspicionOf(
    anEntry({ userId: 'u', usage: { input_tokens: picoUnits(tokens * ONE) } }),
    factor,
    history,
  );
};

describe('an entry is suspect', () => {
  it.each([
    ['beyond model and user', 100_001n, usual(50, 1000n), usual(50, 10n), NOTHING, true],
    ['at the factor', 100_000n, usual(50, 1000n), usual(50, 10n), NOTHING, false],
    ['usual for its user', 100_001n, usual(50, 1000n), usual(50, 50_000n), NOTHING, false],
    ['beyond its model, of an unknown user', 100_001n, usual(50, 1000n), usual(3, 1n), NOTHING, true],
    ['beyond its model, in a unit new to its user', 100_001n, usual(50, 1000n), OTHER_UNIT, NOTHING, true],
    ['of a young model, beyond other models', 100_001n, usual(19, 1n), NOTHING, usual(50, 1000n), true],
    ['of a young model, usual for others', 100_000n, usual(19, 1n), NOTHING, usual(50, 1000n), false],
    ['in a unit new to its model, beyond others', 100_001n, OTHER_UNIT, NOTHING, usual(50, 1000n), true],
    ['the first of all, a billion', 10n ** 9n, NOTHING, NOTHING, usual(3, 1n), false],
    ['the first of all, more', 10n ** 9n + 1n, NOTHING, NOTHING, usual(3, 1n), true],
    ['the first of a new model, a slip of a million', 10n ** 12n, NOTHING, NOTHING, NOTHING, true],
  ])('%s: %s', async (_name, tokens, model, user, unit, is) => {
    const found = await suspicion(tokens, model, user, unit);
    expect(found?.field).toBe(is ? 'usage.input_tokens' : undefined);
  });

  it.each([
    ['beyond model and user', 201n, costly(50, 2n), costly(50, 1n), true],
    ['at the factor', 200n, costly(50, 2n), costly(50, 1n), false],
    ['usual for its user', 201n, costly(50, 2n), costly(50, 3n), false],
    ['the first of all, as much as a bill', 100_000n, NOTHING, NOTHING, false],
    ['the first of all, more than any bill', 100_001n, NOTHING, costly(3, 1n), true],
  ])('by the cost that it reports, %s: %s USD', async (_name, usd, model, user, is) => {
    const { factor, history } = guardOf(model, user, NOTHING);
    const entry = { userId: 'u', usage: {}, cost: picoUsd(usd * ONE) };
    const found = await suspicionOf(anEntry({ ...entry, status: 'reported' }), factor, history);
    expect(found?.field).toBe(is ? 'reportedCostUsd' : undefined);
    // What a price says follows from the usage, which is judged.
    expect(await suspicionOf(anEntry({ ...entry, status: 'priced' }), factor, history)).toBeUndefined();
  });

  it('unless its message says that a person looked at it', () => {
    expect(isVouched({ accept: true, events: [] })).toBe(true);
    expect([{ accept: 'true' }, { events: [] }, null, 'accept'].map(isVouched)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('a recorder with the guard', () => {
  it('keeps a suspect aside, records its neighbours, and records it when it was looked at', async () => {
    const ledger = new MemoryLedger();
    const { ports } = usagePorts(ledger, NOW);
    const guard = guardOf(usual(50, 10n), usual(0, 0n), NOTHING);
    const recording = beginRecording({ ...ports, guard }, PLAIN_SETTINGS, 'batch-1');
    const send = (messageId: string, body: object) =>
      recording.recordMessage({ messageId, sentAt: NOW, body: JSON.stringify(body) });
    const fine = smallEvent({ id: 'fine', usage: { input_tokens: 10 } });
    const wrong = smallEvent({ id: 'wrong', usage: { input_tokens: 1_000_000 } });
    await send('m1', { events: [wrong, fine] });
    const ids = () => [...ledger.entries.values()].map(({ id }) => id);
    expect(ids()).toEqual(['fine']);
    expect([...ledger.outcomes.values()]).toMatchObject([
      { kind: 'rejected', reason: 'suspect', eventId: 'wrong' },
    ]);
    await send('m2', { accept: true, events: [wrong] });
    expect(ids()).toEqual(['fine', 'wrong']);
    await send('m2', { events: [wrong] });
    expect(ledger.kinds()).toEqual(['rejected']);
  });
});

describe('the mean that an entry is beyond', () => {
  it('is told with two decimals', async () => {
    const third: UsualUsage = {
      events: 30,
      cost: ZERO_USD,
      usage: new Map([['input_tokens', picoUnits(31_000n * ONE + 1n)]]),
    };
    const found = await suspicion(10_000_000n, third, NOTHING, NOTHING);
    expect(JSON.stringify(found)).toContain('have 1033.33 on average');
  });
});
