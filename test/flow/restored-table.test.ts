import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sumTotals } from '../../core/spend/total.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import { pushOpenMarksTask } from '../../lambdas/tasks/push-open-marks.ts';
import { aDay } from '../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../support/ledger.ts';
import { taskOn } from '../support/task.ts';

const DAY = aDay('2026-11-20');
const RECORDED = Date.parse('2026-11-20T12:00:00Z');
const AN_HOUR_LATER = RECORDED + 3_600_000;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** What point-in-time recovery makes: every item under another name, nothing in the stream. */
async function restore(from: string, to: string): Promise<void> {
  const { Items = [], LastEvaluatedKey } = await dynamo
    .client()
    .send(new ScanCommand({ TableName: from, ConsistentRead: true }));
  expect(LastEvaluatedKey).toBeUndefined();
  for (let start = 0; start < Items.length; start += 25) {
    const requests = Items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    await dynamo.client().send(new BatchWriteCommand({ RequestItems: { [to]: requests } }));
  }
}

describe('a stage that moves onto a restored table', () => {
  it('counts on exactly: what was open, what comes again, and what is new', async () => {
    const before = await startLedger(dynamo, 'lost', { now: () => RECORDED });
    await before.record([usageEvent('counted-1'), usageEvent('counted-2')]);
    await before.aggregate([DAY]);
    // Recorded, and the stream had not brought it to the totals when the backup was taken.
    await before.record([usageEvent('open')]);

    const after = await startLedger(dynamo, 'restored', { now: () => AN_HOUR_LATER });
    await restore('lost', 'restored');
    const task = taskOn(dynamo, 'restored', { now: () => AN_HOUR_LATER });
    const totals = async () => {
      const total = sumTotals(
        (await task.ledger.totals.cells({ from: DAY, to: DAY })).map((cell) => cell.total),
      );
      return { events: total.events, usd: formatDecimal(total.cost) };
    };
    const one = await totals();
    expect(one.events).toBe(2);

    await pushOpenMarksTask(task.context)(new Date(AN_HOUR_LATER).toISOString());
    expect((await totals()).events).toBe(3);

    // All of it once more, as senders or an export of the lost table may send it, and one that is new.
    await after.record([
      usageEvent('counted-1'),
      usageEvent('counted-2'),
      usageEvent('open'),
      usageEvent('new'),
    ]);
    await after.aggregate([DAY]);
    const all = await totals();
    expect(all.events).toBe(4);
    // Four like calls cost twice what two did.
    expect(Number(all.usd)).toBeCloseTo(2 * Number(one.usd), 12);
    await after.aggregate([DAY]);
    expect(await totals()).toEqual(all);
  });
});
