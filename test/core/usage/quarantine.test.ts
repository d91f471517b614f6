import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcomeKey } from '../../../adapters/dynamo/keys.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { DynamoQuarantineStore } from '../../../adapters/dynamo/quarantine-store.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import type { Day } from '../../../core/time/ledger-time.ts';
import { SUSPECT } from '../../../contracts/usage-vocabulary.ts';
import { ConflictError, NotFoundError } from '../../../core/errors.ts';
import type { Outcome } from '../../../core/usage/entry.ts';
import { TOO_OLD } from '../../../core/usage/event-time.ts';
import {
  type KeptOutcome,
  outcomeId,
  parseOutcomeId,
  type QuarantinePosition,
  type QuarantineStore,
  readQuarantine,
  redrive,
} from '../../../core/usage/quarantine.ts';
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

/** Outcomes in memory; the days that were looked at. */
function memoryStore(outcomes: readonly KeptOutcome[]) {
  const looked: Day[] = [];
  const noted: [string, number][] = [];
  const store: QuarantineStore = {
    outcomesOf: (day) => {
      looked.push(day);
      return Promise.resolve(outcomes.filter((one) => one.day === day));
    },
    find: (name) => Promise.resolve(outcomes.find((one) => outcomeId(one) === outcomeId(name))),
    noteRedrive: (name, at) => Promise.resolve(void noted.push([name.messageId, at])),
  };
  return { store, looked, noted };
}

const on = (day: string, messageId: string, more: Partial<Outcome> = {}) =>
  outcome(messageId, { day: aDay(day), ...more });

const names = (items: readonly KeptOutcome[]) => items.map(({ messageId }) => messageId);

const body = (count: number) => 'x'.repeat(count);

const fit = async (...sizes: readonly number[]) => {
  const list = sizes.map((size, index) =>
    on('2026-11-20', `m${index}`, { body: body(size), recordedAt: NOW - index }),
  );
  return (await readQuarantine(memoryStore(list).store, QUESTION)).items.length;
};

describe('pages of what was rejected', () => {
  const OUTCOMES = [
    on('2026-11-20', 'a', { recordedAt: NOW }),
    on('2026-11-20', 'b', { recordedAt: NOW + 1 }),
    on('2026-11-20', 'twice', { kind: 'duplicate' }),
    on('2026-11-20', 'other', { kind: 'conflict', recordedAt: NOW - 1 }),
    on('2026-11-05', 'old'),
    on('2026-11-01', 'oldest'),
  ];
  const RANGE = { ...QUESTION, from: aDay('2026-11-01') };

  it('come newest first, without duplicates unless they are asked for', async () => {
    const { store } = memoryStore(OUTCOMES);
    const { items, next } = await readQuarantine(store, RANGE);
    expect([names(items), next]).toEqual([['b', 'a', 'other', 'old', 'oldest'], undefined]);
    const of = async (kind: Outcome['kind']) =>
      names((await readQuarantine(store, { ...RANGE, kind })).items);
    expect([await of('duplicate'), await of('conflict')]).toEqual([['twice'], ['other']]);
    expect(names((await readQuarantine(store, { ...RANGE, from: aDay('2026-11-02') })).items)).not.toContain(
      'oldest',
    );
  });

  it.each([1, 2, 3, 4, 5])('of %i go on behind the last one', async (limit) => {
    const { store } = memoryStore(OUTCOMES);
    const seen: string[] = [];
    let pages = 0;
    for (let after: QuarantinePosition | undefined, more = true; more; pages++) {
      const { items, next } = await readQuarantine(store, { ...RANGE, limit, after });
      seen.push(...names(items));
      expect(items.length).toBeLessThanOrEqual(limit);
      after = next;
      more = next !== undefined;
    }
    expect([seen, pages]).toEqual([['b', 'a', 'other', 'old', 'oldest'], Math.ceil(5 / limit)]);
  });

  it('end after a hundred days, and go on from there', async () => {
    const { store, looked } = memoryStore([on('2026-07-01', 'long ago')]);
    const question = { ...QUESTION, from: aDay('2026-01-01') };
    const first = await readQuarantine(store, question);
    expect([first.items, first.next?.[0], looked.length]).toEqual([[], '2026-08-12', 100]);
    const second = await readQuarantine(store, { ...question, after: first.next });
    expect([names(second.items), looked[100]]).toEqual([['long ago'], '2026-08-03']);
    expect(new Set(looked).size).toBe(looked.length);
    // A place behind the range is no reason to look behind it.
    const late = memoryStore(OUTCOMES);
    await readQuarantine(late.store, { ...QUESTION, after: [aDay('2026-11-25'), 0, ''] });
    expect(late.looked).toEqual([DAY]);
  });

  it('hold a million characters of bodies, and one outcome at least', async () => {
    expect(await fit(500_000, 500_000)).toBe(2);
    expect(await fit(500_000, 500_001, 1)).toBe(1);
    expect(await fit(1_000_001, 1)).toBe(1);
    expect(await fit(400_000, 400_000, 400_000)).toBe(2);
  });
});

const idOf = (...parts: readonly unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');

describe('the id of an outcome', () => {
  it.each(['duplicate', 'conflict', 'rejected', 'unreadable'] as const)('of a %s is read back', (kind) => {
    const name = { day: DAY, messageId: 'x'.repeat(980), index: 3, kind };
    expect(parseOutcomeId(outcomeId(name))).toEqual(name);
  });

  it.each([
    ['is no list', Buffer.from('{}').toString('base64url')],
    ['is too short', idOf(DAY, 'x', 1)],
    ['is too long', idOf(DAY, 'x', 1, 'rejected', 1)],
    ['has no day', idOf('2026-02-30', 'x', 1, 'rejected')],
    ['has a number for a day', idOf(7, 'x', 1, 'rejected')],
    ['has no name', idOf(DAY, 7, 1, 'rejected')],
    ['has a name beyond any key', idOf(DAY, 'x'.repeat(981), 1, 'rejected')],
    ['has no index', idOf(DAY, 'x', 1.5, 'rejected')],
    ['is of no kind', idOf(DAY, 'x', 1, 'odd')],
    ['is no JSON', 'x'],
  ])('that %s is not found', (_, id) => {
    expect(() => parseOutcomeId(id)).toThrow(NotFoundError);
  });
});

const send = async (kept: KeptOutcome, accept?: boolean) => {
  const { store, noted } = memoryStore([kept]);
  const sent: string[] = [];
  const ports = {
    store,
    bodies: { getBody: (key: string) => Promise.resolve(`{"key":"${key}"}`) },
    sender: { send: (body: string) => Promise.resolve(void sent.push(body)) },
  };
  await (accept === undefined ? redrive(kept, ports, NOW) : redrive(kept, ports, NOW, accept));
  return { sent, noted };
};

describe('sending again', () => {
  it.each([
    ['what is kept with it', {}, undefined, '{}'],
    ['nothing where nothing is', { body: undefined }, undefined, ''],
    ['what was too large', { body: undefined, bodyKey: 'k' }, undefined, '{"key":"k"}'],
    ['what was too old, for an import', { reason: TOO_OLD }, undefined, '{"import":true,"events":[{}]}'],
    ['what was suspect, accepted', { reason: SUSPECT }, true, '{"accept":true,"events":[{}]}'],
    ['what was suspect, as it is', { reason: SUSPECT }, undefined, '{}'],
    ['what was not suspect, as it is', {}, true, '{}'],
  ] as const)('sends %s, and notes when', async (_, more, accept, body) => {
    expect(await send(outcome('m', more), accept)).toEqual({ sent: [body], noted: [['m', NOW]] });
  });

  it('is not for what only an audit can bring, nor for what is gone', async () => {
    await expect(send(outcome('m', { kind: 'unreadable' }))).rejects.toThrow(ConflictError);
    const { store } = memoryStore([]);
    await expect(redrive(outcome('m'), { store } as never, NOW)).rejects.toThrow(NotFoundError);
  });
});
