import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { daysBetween } from '../../../core/time/ledger-time.ts';
import { keepProjectionTask } from '../../../lambdas/tasks/keep-projection.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { taskOn } from '../../support/task.ts';

const AT = '2026-11-20T06:00:00Z';
const DAYS = daysBetween(aDay('2026-11-01'), aDay('2026-11-19'));

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

describe('the task keep-projection', () => {
  it('keeps what the month is projected to, the first of a day', async () => {
    const ledger = await startLedger(dynamo, 'projection');
    const costs = { model: 'of-its-own', reportedCostUsd: '2' };
    await ledger.record([
      ...DAYS.map((day) => usageEvent(`e${day}`, { ...costs, occurredAt: `${day}T01:00:00Z` })),
      usageEvent('no-price', { model: 'nobody-knows-it', occurredAt: '2026-11-05T01:00:00Z' }),
    ]);
    await ledger.aggregate(DAYS);
    const clock = { time: Date.parse(AT), now: () => clock.time };
    const task = taskOn(dynamo, 'projection', clock);
    const run = keepProjectionTask(task.context);
    await run(AT);
    const [kept, ...others] = await task.ledger.projections.list(aMonth('2026-11'));
    expect(others).toEqual([]);
    expect(kept).toMatchObject({ madeOn: '2026-11-20', spent: 38n * 10n ** 12n, unpriced: 1 });
    // Two dollars a day: some 60 USD at the end of the month, a part of today's being still to come.
    const projected = Number(kept?.projected ?? 0n) / 1e12;
    expect(projected).toBeGreaterThanOrEqual(58);
    expect(projected).toBeLessThanOrEqual(62);

    const once = await task.table();
    await ledger.record([usageEvent('more', { ...costs, reportedCostUsd: '500' })]);
    await ledger.aggregate([aDay('2026-11-20')]);
    clock.time += 3_600_000;
    await run(AT);
    expect(await task.ledger.projections.list(aMonth('2026-11'))).toEqual([kept]);
    expect(once.size).toBeLessThan((await task.table()).size);
  });

  it('run twice writes nothing new', async () => {
    const ledger = await startLedger(dynamo, 'projection-twice');
    await ledger.record([usageEvent('a')]);
    await ledger.aggregate([aDay('2026-11-20')]);
    const task = taskOn(dynamo, 'projection-twice', { now: () => Date.parse(AT) });
    const run = keepProjectionTask(task.context);
    await run(AT);
    const once = await task.table();
    await run(AT);
    expect(await task.table()).toEqual(once);
  });

  it('keeps nothing of a month without costs, and says so', async () => {
    await dynamo.createTable('projection-empty');
    const task = taskOn(dynamo, 'projection-empty', { now: () => Date.parse(AT) });
    await keepProjectionTask(task.context)(AT);
    expect(await task.table()).toEqual(new Map());
    expect(task.logs).toEqual([JSON.stringify(['projection', { madeOn: null, method: null }])]);
  });
});
