import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOptimizationsTask } from '../../../lambdas/tasks/find-optimizations.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { taskOn } from '../../support/task.ts';

const AT = '2026-11-20T12:00:00Z';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Fifty large calls of a model that has cheaper ones beside it. */
async function start(table: string, settings: object) {
  const ledger = await startLedger(dynamo, table);
  await ledger.record(
    Array.from({ length: 50 }, (_, index) =>
      usageEvent(`e${index}`, {
        model: 'gpt-4o',
        usage: { input_tokens: 1_000_000, output_tokens: 250_000 },
      }),
    ),
  );
  await ledger.aggregate([aDay('2026-11-20')]);
  const clock = { time: Date.parse(AT), now: () => clock.time };
  const task = taskOn(dynamo, table, clock, settings);
  const statuses = async () => (await task.ledger.optimizations.list()).map(({ status }) => status);
  return { ...task, clock, statuses, run: findOptimizationsTask(task.context) };
}

describe('the task find-optimizations', () => {
  it('stores optimizations that wait for a decision, and applies none by itself', async () => {
    const { ledger, run, statuses, logs } = await start('savings', {});
    await run(AT);
    const found = await statuses();
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(found)).toEqual(new Set(['pending']));
    expect((await ledger.budgets.load()).form).toBeUndefined();
    expect(logs).toEqual([
      JSON.stringify(['savings', { found: found.length, kept: found.length, applied: null }]),
    ]);
  });

  it('run twice stores nothing new', async () => {
    const { run, table } = await start('savings-twice', {});
    await run(AT);
    const once = await table();
    await run(AT);
    expect(await table()).toEqual(once);
  });

  it('applies the best harmless change of model where the stage says so, one a week', async () => {
    const { clock, ledger, run, statuses, table } = await start('savings-apply', { applySavings: true });
    await run(AT);
    const applied = async () => (await statuses()).filter((status) => status === 'applied').length;
    expect(await applied()).toBe(1);
    const { form, version } = await ledger.budgets.load();
    expect(JSON.stringify(form)).toContain('degradeTo');
    const once = await table();
    await run(AT);
    expect(await table()).toEqual(once);
    clock.time += 6 * 86_400_000;
    await run(AT);
    expect(await applied()).toBe(1);
    expect((await ledger.budgets.load()).version).toBe(version);
  });

  it('finds nothing in an empty ledger', async () => {
    await dynamo.createTable('savings-empty');
    const task = taskOn(dynamo, 'savings-empty', { now: () => Date.parse(AT) }, { applySavings: true });
    await findOptimizationsTask(task.context)(AT);
    expect(await task.ledger.optimizations.list()).toEqual([]);
    expect(task.logs).toEqual([JSON.stringify(['savings', { found: 0, kept: 0, applied: null }])]);
  });
});
