import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TotalId } from '../../../core/spend/total-id.ts';
import { DynamoEntryReader } from '../../../adapters/dynamo/entry-reader.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { DynamoRepairStore } from '../../../adapters/dynamo/repair-store.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import {
  ONE,
  picoUnits,
  picoUsd,
  type PicoUsd,
  ZERO_QUANTITY,
  ZERO_USD,
} from '../../../core/money/decimal.ts';
import type { PriceBook } from '../../../core/pricing/price-book.ts';
import { beginCorrections } from '../../../core/usage/correction-batch.ts';
import { settleCell } from '../../../core/usage/settle-unpriced.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, type TestLedger, usageEvent } from '../../support/ledger.ts';

const DAY = aDay('2026-11-20');
const MODEL = 'model-nobody-priced';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** One dollar for each input token, whatever the model. */
const dollarBook: PriceBook = {
  version: 'test',
  price: ({ usage, service }) => {
    const quantity = usage['input_tokens'] ?? ZERO_QUANTITY;
    const cost = picoUsd(quantity);
    return {
      status: 'priced',
      lines: [{ unit: 'input_tokens', quantity, unitPrice: picoUsd(ONE), per: ONE, cost, priceId: 'dollar' }],
      cost,
      unpriced: [],
      service: service ?? 'llm',
      known: true,
      approximate: false,
      catalogueVersion: 'test',
    };
  },
};

function settlerOf(ledger: TestLedger) {
  const reader = new DynamoEntryReader(new Table(dynamo.client(), ledger.table), []);
  const batch = beginCorrections(
    {
      ledger: new DynamoLedgerWriter(new Table(dynamo.client(), ledger.table)),
      readChain: (entry) => reader.chain(entry),
      clock: ledger.ports.clock,
    },
    ulid(ledger.ports.clock.now()),
  );
  return {
    batch,
    settle: () => settleCell(reader.day(DAY, { model: MODEL, status: 'unpriced' }), dollarBook, batch),
  };
}

async function totalsOf(ledger: TestLedger) {
  const store = new DynamoRepairStore(new Table(dynamo.client(), ledger.table), ledger.ports.totals);
  const read = (total: TotalId) => store.readTotal({ total, cost: ZERO_USD, events: 0, unpriced: 0 });
  return {
    user: await read({ kind: 'day', day: DAY, lane: 0, of: { kind: 'user', id: 'user-1' } }),
    cell: await read({
      kind: 'cell',
      day: DAY,
      lane: 0,
      provider: 'openai',
      service: 'llm',
      model: MODEL,
    }),
  };
}

function target(cost: PicoUsd) {
  return {
    cost,
    status: 'priced' as const,
    lines: [
      {
        unit: 'input_tokens',
        quantity: picoUnits(1000n * ONE),
        unitPrice: cost,
        per: 1000n * ONE,
        cost,
        priceId: 'x',
      },
    ],
    catalogueVersion: 'test',
    known: true,
    approximate: false,
  };
}

describe('corrections', () => {
  it('settle unpriced entries, once, also by two settlers at once', async () => {
    const ledger = await startLedger(dynamo, 'settle');
    const usage = { input_tokens: 3 };
    await ledger.record([1, 2, 3].map((i) => usageEvent(`e${i}`, { model: MODEL, usage })));
    await ledger.aggregate([DAY]);
    expect((await totalsOf(ledger)).user).toMatchObject({ cost: 0n, events: 3, unpriced: 3 });

    const [one, two] = [settlerOf(ledger), settlerOf(ledger)];
    const settled = await Promise.all([one.settle(), two.settle()]);
    await Promise.all([one.batch.finish(), two.batch.finish()]);
    expect(settled.reduce((sum, { booked }) => sum + booked, 0n)).toBe(9n * ONE);
    expect((await one.settle()).settled).toBe(0);

    await ledger.aggregate([DAY]);
    const { user, cell } = await totalsOf(ledger);
    expect(user).toMatchObject({ cost: 9n * ONE, events: 3, unpriced: 0 });
    expect(cell).toMatchObject({ cost: 9n * ONE, events: 3, unpriced: 0 });
    expect(cell.usage?.get('input_tokens')).toBe(9n * ONE);
  });

  it('move what nobody knew to the service of its price, whole and once, also by two settlers at once', async () => {
    const ledger = await startLedger(dynamo, 'service');
    const usage = { input_tokens: 3 };
    const event = { model: MODEL, usage, service: undefined };
    await ledger.record([usageEvent('e1', event), usageEvent('e2', { ...event, service: 'tool' })]);
    await ledger.aggregate([DAY]);

    const [one, two] = [settlerOf(ledger), settlerOf(ledger)];
    const settled = await Promise.all([one.settle(), two.settle()]);
    await Promise.all([one.batch.finish(), two.batch.finish()]);
    expect(settled.reduce((sum, { booked }) => sum + booked, 0n)).toBe(6n * ONE);
    expect((await one.settle()).settled).toBe(0);

    await ledger.aggregate([DAY]);
    const { user, cell } = await totalsOf(ledger);
    expect(user).toMatchObject({ cost: 6n * ONE, events: 2, unpriced: 0 });
    expect(cell).toMatchObject({ cost: 3n * ONE, events: 1, unpriced: 0 });
    expect(cell.usage?.get('input_tokens')).toBe(3n * ONE);
    const reader = new DynamoEntryReader(new Table(dynamo.client(), ledger.table), []);
    const cellOf = async (id: string) => {
      const { entry, corrections } = await reader.chain({ day: DAY, lane: 0, id });
      return [entry, ...corrections].map(({ service, adjusts }) => [service, adjusts?.events]);
    };
    expect(await cellOf('e1')).toEqual([
      ['other', undefined],
      ['other', -1],
      ['llm', 1],
    ]);
    expect(await cellOf('e2')).toEqual([
      ['tool', undefined],
      ['tool', 0],
    ]);
    // Its next correction is of where it stands now.
    const chain = await reader.chain({ day: DAY, lane: 0, id: 'e1' });
    await one.batch.reprice(chain.entry, () => target(picoUsd(2n * ONE)), 're-rated');
    expect((await cellOf('e1')).at(-1)).toEqual(['llm', 0]);
  });

  it('are entries of their own that name the corrected one and sum to their lines', async () => {
    const ledger = await startLedger(dynamo, 'chain');
    await ledger.record([usageEvent('e1', { usage: { input_tokens: 1000 } })]);
    const { batch } = settlerOf(ledger);
    const reader = new DynamoEntryReader(new Table(dynamo.client(), ledger.table), []);
    const key = { day: DAY, lane: 0, id: 'e1' };
    const before = await reader.chain(key);
    await batch.reprice(before.entry, () => target(picoUsd(5n * ONE)), 're-rated');
    await batch.reprice(before.entry, () => target(picoUsd(2n * ONE)), 're-rated again');
    const chain = await reader.chain(key);
    expect(chain.entry).toEqual(before.entry);
    expect(chain.corrections.map(({ id, correctionOf }) => [id, correctionOf])).toEqual([
      ['e1~a0001', 'e1'],
      ['e1~a0002', 'e1'],
    ]);
    for (const entry of [chain.entry, ...chain.corrections]) {
      expect(entry.lines.reduce((sum, line) => sum + line.cost, 0n)).toBe(entry.cost);
    }
    const sum = [chain.entry, ...chain.corrections].reduce((total, { cost }) => total + cost, 0n);
    expect(sum).toBe(2n * ONE);
  });
});
