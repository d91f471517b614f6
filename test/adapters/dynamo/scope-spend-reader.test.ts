import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoSpendReader } from '../../../adapters/dynamo/scope-spend-reader.ts';
import { DynamoTotalsWriter } from '../../../adapters/dynamo/totals-writer.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { BUDGET_KINDS } from '../../../contracts/scopes.ts';
import { picoUsd } from '../../../core/money/decimal.ts';
import { scopesOf } from '../../../core/scopes/scopes-of.ts';
import { contributionsOf } from '../../../core/spend/contributions.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { anEntry } from '../../../testing/factories.ts';

const DAYS = ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21'].map(aDay);

describe('spend of a budget', () => {
  const table = 'spend';
  let dynamo: TestDynamo;

  beforeAll(async () => {
    dynamo = await startDynamo();
    await dynamo.createTable(table);
    const writer = new DynamoTotalsWriter(
      new Table(dynamo.client(), table),
      () => '01KAHP0000000000000000000A',
    );
    for (const [index, day] of DAYS.entries()) {
      const entry = anEntry({ day, cost: picoUsd(10n ** BigInt(index)) });
      const own = contributionsOf(entry, 'UTC').filter(({ total }) => total.kind !== 'counts');
      await writer.commit([], own, Date.parse(`${day}T12:00:00Z`));
    }
  });

  afterAll(() => dynamo.stop());

  it('brings of each total its sums alone, whatever else it holds', async () => {
    const client = dynamo.client();
    const read = new Set<string>();
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { Items = [], Responses = {} } = result.output as {
          Items?: object[];
          Responses?: Record<string, object[]>;
        };
        for (const item of [...Items, ...Object.values(Responses).flat()])
          for (const name of Object.keys(item)) read.add(name);
        return result;
      },
      { step: 'initialize', name: 'attributes' },
    );
    const reader = new DynamoSpendReader(new Table(client, table), []);
    const [from, to] = [aDay('2026-11-19'), aDay('2026-11-20')];
    const values = scopesOf(anEntry(), BUDGET_KINDS);
    const spends = await reader.read(values.map((value) => ({ value, from, to })));
    expect(spends.map((days) => days.map(({ events }) => events))).toEqual(values.map(() => [1, 1]));
    // No total of the entry has an `x`: it has a price.
    expect([...read].sort()).toEqual(['c', 'n', 'pk', 'sk']);
  });

  it.each(BUDGET_KINDS)(
    'of one %s is of the days that are asked for, first and last among them',
    async (kind) => {
      const [value] = scopesOf(anEntry(), [kind]);
      if (!value) throw new Error(`the entry belongs to no ${kind}`);
      const reader = new DynamoSpendReader(new Table(dynamo.client(), table), []);
      const [days] = await reader.read([{ value, from: aDay('2026-11-19'), to: aDay('2026-11-20') }]);
      expect(days?.map(({ day, cost }) => [day, cost])).toEqual([
        ['2026-11-19', 10n],
        ['2026-11-20', 100n],
      ]);
    },
  );
});
