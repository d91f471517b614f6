import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchRange, OpenMarksPass } from '../../../core/spend/push-open-marks.ts';
import { sumTotals } from '../../../core/spend/total.ts';
import { pushOpenMarksTask } from '../../../lambdas/tasks/push-open-marks.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { taskOn } from '../../support/task.ts';

const DAY = aDay('2026-11-20');
const RECORDED = Date.parse('2026-11-20T12:00:00Z');
const AT = '2026-11-20T13:00:00Z';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Entries whose stream records were lost, this long after they were recorded. */
async function start(table: string, later = 3_600_000) {
  const ledger = await startLedger(dynamo, table, { now: () => RECORDED });
  await ledger.record([usageEvent('a'), usageEvent('b')]);
  const task = taskOn(dynamo, table, { now: () => RECORDED + later });
  const events = async () => {
    const cells = await task.ledger.totals.cells({ from: DAY, to: DAY });
    return sumTotals(cells.map(({ total }) => total)).events;
  };
  return { ...task, usage: ledger, events, run: pushOpenMarksTask(task.context) };
}

describe('the task push-open-marks', () => {
  it('adds entries whose stream record was lost, once', async () => {
    const { events, run, metrics, table } = await start('open');
    expect(await events()).toBe(0);
    await run(AT);
    expect(await events()).toBe(2);
    const once = await table();
    await run(AT);
    expect(await table()).toEqual(once);
    expect(metrics).toEqual(['OpenMarks 1', 'OpenRecordsFailed 0', 'OpenMarks 0', 'OpenRecordsFailed 0']);
  });

  it('adds none that the stream brought in the meantime', async () => {
    const { usage, events, run, metrics } = await start('open-brought');
    await usage.aggregate([DAY]);
    await run(AT);
    expect(await events()).toBe(2);
    expect(metrics).toEqual(['OpenMarks 0', 'OpenRecordsFailed 0']);
  });

  it('leaves alone what the stream may still bring', async () => {
    const { events, run } = await start('open-young', 5 * 60_000);
    await run(AT);
    expect(await events()).toBe(0);
  });

  it('looks once at a partition for all of its open marks, and goes on where a run came to its end', async () => {
    const { usage, events, table } = await start('open-many');
    for (let batch = 0; batch < 30; batch++) await usage.record([usageEvent(`more-${batch}`)]);
    const asked: string[] = [];
    let now = RECORDED + 3_600_000;
    const slow = taskOn(dynamo, 'open-many', { now: () => now });
    const { marks } = slow.ledger;
    const spied = {
      tallies: (at: number) => marks.tallies(at),
      someTallies: async (at: number, after: string | undefined) => {
        now += 30_000;
        return marks.someTallies(at, after);
      },
      someRecords: (partition: string, batches: BatchRange, after: string | undefined) => {
        asked.push(partition);
        return marks.someRecords(partition, batches, after);
      },
      read: () => marks.read(),
      keep: (pass: OpenMarksPass | undefined) => marks.keep(pass),
    };
    const run = pushOpenMarksTask({ ...slow.context, ledger: { ...slow.ledger, marks: spied } });
    // Six hours of marks in three minutes.
    for (let turn = 0; turn < 4; turn++) {
      await run(AT);
      expect(await marks.read()).toBeDefined();
      expect(asked).toEqual([]);
    }
    await run(AT);
    expect(asked).toEqual([`E#${DAY}#0`]);
    expect(await events()).toBe(32);
    expect(slow.metrics.filter((metric) => metric !== 'OpenRecordsFailed 0').toSorted()).toEqual(
      ['OpenMarks 0', 'OpenMarks 0', 'OpenMarks 0', 'OpenMarks 0', 'OpenMarks 31'].toSorted(),
    );
    expect(await marks.read()).toBeUndefined();
    expect([...(await table()).keys()].filter((key) => key.startsWith('S#open-marks'))).toEqual([]);
  });

  it('brings the rest where one entry cannot be read', async () => {
    const { events, run, metrics } = await start('open-broken');
    await dynamo.client().send(
      new UpdateCommand({
        TableName: 'open-broken',
        Key: { pk: `E#${DAY}#0`, sk: 'a' },
        UpdateExpression: 'SET st = :st',
        ExpressionAttributeValues: { ':st': '?' },
      }),
    );
    await run(AT);
    expect(await events()).toBe(1);
    expect(metrics[0]).toBe('OpenMarks 1');
  });
});
