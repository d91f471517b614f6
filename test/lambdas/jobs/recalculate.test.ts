import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sumTotals } from '../../../core/spend/total.ts';
import { bringInEntries, recalculateJob } from '../../../lambdas/jobs/recalculate.ts';
import { aDay } from '../../../testing/dates.ts';
import { startStrictDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { runToEnd } from '../../support/job.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';
import { wholeTable } from '../../support/whole-table.ts';

const DAY = aDay('2026-11-20');
const clock = { now: () => Date.parse('2026-11-21T03:00:00Z') };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startStrictDynamo();
});
afterAll(() => dynamo.stop());

async function start(table: string) {
  const usage = await startLedger(dynamo, table);
  await usage.record([usageEvent('a'), usageEvent('b', { userId: 'user-2' })]);
  await usage.aggregate([DAY]);
  const ledger = ledgerOn(dynamo.client(), table, testSettings, clock);
  const run = (input: object) =>
    runToEnd(ledger, { recalculate: recalculateJob(ledger) }, 'recalculate', input);
  const cells = async () =>
    sumTotals((await ledger.totals.cells({ from: DAY, to: DAY })).map(({ total }) => total));
  return { ledger, usage, run, cells, totals: () => totalsOf(table) };
}

/** Every total of the table, without the place and time of its last change. */
async function totalsOf(table: string) {
  const items = (await wholeTable(dynamo.client(), table)).filter(({ e }) => e === 'T');
  return new Map(
    items.map(({ v: _v, w: _w, ...item }) => [`${String(item['pk'])} ${String(item['sk'])}`, item]),
  );
}

/** Adds a millionth of a dollar that is in no entry. */
async function plant(table: string, user: string) {
  await dynamo.client().send(
    new UpdateCommand({
      TableName: table,
      Key: { pk: `U#${DAY}#0`, sk: user },
      UpdateExpression: 'ADD c :more, v :one',
      ExpressionAttributeValues: { ':more': 1_000_000, ':one': 1 },
    }),
  );
}

describe('the job recalculate', () => {
  it('repairs a total that differs from its entries, says which, and finds nothing the second time', async () => {
    const { ledger, run, totals } = await start('repair');
    const right = await totals();
    await plant('repair', 'user-1');
    expect(await totals()).not.toEqual(right);
    const job = await run({ day: DAY });
    expect(job).toMatchObject({
      status: 'done',
      result: { days: 1, entries: 2, busy: [], repairs: [{ differenceUsd: '-0.000001' }] },
    });
    expect(await totals()).toEqual(right);
    expect((await ledger.audits.read()).balancedAsOf).toBe(Date.parse('2026-11-21T00:00:00Z'));
    expect(await run({ day: DAY })).toMatchObject({ result: { repairs: [] } });
    expect(await totals()).toEqual(right);
  });

  it('takes one user alone, and moves no audit', async () => {
    const { ledger, run } = await start('repair-user');
    await plant('repair-user', 'user-1');
    await plant('repair-user', 'user-2');
    const job = await run({ userId: 'user-2' });
    const total = expect.stringContaining('user-2') as string;
    expect(job).toMatchObject({ status: 'done', result: { repairs: [{ total }] } });
    expect((await ledger.audits.read()).balancedAsOf).toBeUndefined();
    expect((await run({ day: DAY }))?.result).toMatchObject({ repairs: [{ differenceUsd: '-0.000001' }] });
  });

  it('brings in entries that are not in the totals, and everything of the ledger for `all`', async () => {
    const { usage, run, cells } = await start('repair-all');
    await usage.record([usageEvent('lost')]);
    expect(await cells()).toMatchObject({ events: 2 });
    await run({ all: true });
    expect(await cells()).toMatchObject({ events: 3 });
    expect(await run({ all: true })).toMatchObject({ status: 'done', result: { repairs: [] } });
  });

  it('leaves archived days alone', async () => {
    const { ledger, run, totals } = await start('repair-sealed');
    await ledger.audits.seal(DAY);
    await dynamo
      .client()
      .send(new DeleteCommand({ TableName: 'repair-sealed', Key: { pk: `E#${DAY}#0`, sk: 'a' } }));
    const before = await totals();
    expect(await run({ day: DAY })).toMatchObject({ status: 'done', result: { repairs: [] } });
    expect(await totals()).toEqual(before);
  });
});

describe('bringInEntries', () => {
  it('adds entries that are not in the totals yet, once', async () => {
    const { ledger, usage, cells } = await start('bring-in');
    await usage.record([usageEvent('lost')]);
    const entries = [];
    for await (const page of ledger.entries.day(DAY)) entries.push(...page);
    expect(entries).toHaveLength(3);
    const bringIn = bringInEntries(ledger);
    await bringIn(entries);
    await bringIn(entries);
    expect(await cells()).toMatchObject({ events: 3 });
  });
});
