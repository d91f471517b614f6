import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcomeKey } from '../../../adapters/dynamo/keys.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { DynamoQuarantineStore } from '../../../adapters/dynamo/quarantine-store.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import type { Day } from '../../../core/time/ledger-time.ts';
import type { Outcome } from '../../../core/usage/entry.ts';
import { outcomeId, parseOutcomeId, readQuarantine, redrive } from '../../../core/usage/quarantine.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';

const DAY = aDay('2026-11-20');
const NOW = Date.parse('2026-11-20T12:00:00Z');

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

function outcome(messageId: string, more: Partial<Outcome> = {}): Outcome {
  return {
    kind: 'rejected',
    day: DAY,
    messageId,
    index: 0,
    recordedAt: NOW,
    mark: { batch: 'b', index: 0 },
    eventId: undefined,
    reason: 'invalid',
    errors: [],
    body: '{}',
    bodyKey: undefined,
    ...more,
  };
}

async function storeOf(name: string, outcomes: readonly Outcome[]) {
  await dynamo.createTable(name);
  const table = new Table(dynamo.client(), name);
  for (const one of outcomes) await new DynamoLedgerWriter(table).putOutcome(one);
  return { table, store: new DynamoQuarantineStore(table) };
}

const QUESTION = { kind: undefined, from: DAY, to: DAY, limit: 200, after: undefined };

describe('the list of what was rejected', () => {
  it('shows an item that cannot be read as that, beside its neighbours', async () => {
    const { table, store } = await storeOf('unreadable', [outcome('good')]);
    const { pk } = outcomeKey({ day: DAY, messageId: '', index: 0, kind: 'rejected' });
    await table.put({ pk, sk: 'by-hand#0#nothing', e: 'X' });
    const { items } = await readQuarantine(store, QUESTION);
    expect(items.map(({ kind, messageId }) => [kind, messageId])).toEqual([
      ['rejected', 'good'],
      ['unreadable', 'by-hand#0#nothing'],
    ]);
  });

  it('comes in pages that an answer can hold, however many are asked for', async () => {
    const body = '"'.repeat(190_000);
    const all = Array.from({ length: 12 }, (_, index) =>
      outcome(`m${index}`, { body, recordedAt: NOW + index }),
    );
    const { store } = await storeOf('large', all);
    const seen: string[] = [];
    let after: Parameters<typeof readQuarantine>[1]['after'];
    do {
      const { items, next } = await readQuarantine(store, { ...QUESTION, after });
      expect(JSON.stringify(JSON.stringify(items)).length).toBeLessThan(6_000_000);
      seen.push(...items.map(({ messageId }) => messageId));
      after = next;
    } while (after);
    expect(seen).toEqual(all.map(({ messageId }) => messageId).toReversed());
  });
});

describe('redrive', () => {
  it.each([
    ['too old', '{"import":true,"events":[{}]}'],
    ['invalid', '{}'],
  ])('sends what was %s as %s', async (reason, expected) => {
    const one = outcome('m', { reason });
    const { store } = await storeOf(`redrive-${reason.replace(' ', '-')}`, [one]);
    const sent: string[] = [];
    const sender = { send: (body: string) => Promise.resolve(void sent.push(body)) };
    await redrive(one, { store, bodies: { getBody: () => Promise.resolve('') }, sender }, NOW);
    expect(sent).toEqual([expected]);
  });
});

describe('the id of an outcome', () => {
  it('names it, and nothing else is one', () => {
    const one = outcome('m');
    expect(parseOutcomeId(outcomeId(one))).toEqual({ day: DAY, messageId: 'm', index: 0, kind: 'rejected' });
    for (const wrong of [
      { ...one, day: '9999-12-31' as Day },
      { ...one, messageId: 'x'.repeat(2000) },
      { ...one, index: 0.5 },
      { ...one, kind: 'other' as 'rejected' },
    ]) {
      expect(() => parseOutcomeId(outcomeId(wrong))).toThrow('nothing in quarantine');
    }
    expect(() => parseOutcomeId('['.repeat(300))).toThrow('nothing in quarantine');
  });
});
