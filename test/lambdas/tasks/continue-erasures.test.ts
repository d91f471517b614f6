import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { continueErasuresTask } from '../../../lambdas/tasks/continue-erasures.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { taskOn } from '../../support/task.ts';

const AT = '2026-11-20T05:00:00Z';
const NOW = Date.parse(AT);
const HOUR = 3_600_000;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** A ledger with erasures that are due this many hours from now. */
async function start(table: string, due: Readonly<Record<string, number>>) {
  await dynamo.createTable(table);
  const task = taskOn(dynamo, table, { now: () => NOW });
  for (const [id, hours] of Object.entries(due)) {
    await task.ledger.erasures.put({
      id,
      userId: `user of ${id}`,
      pseudonym: `erased-${id}`,
      requestedAt: NOW - 100 * HOUR,
      pass: 2,
      dueAt: NOW + hours * HOUR,
    });
  }
  return { ...task, run: continueErasuresTask(task.context) };
}

describe('the task continue-erasures', () => {
  it('starts the passes that are due, with an input that names no user', async () => {
    const { ledger, run, started, metrics } = await start('erasures', { due: 0, later: 1 });
    await run(AT);
    expect(started).toEqual([`erase-due-${NOW - 100 * HOUR}-2-2026-11-20`]);
    expect(await ledger.jobs.read(started[0] ?? '')).toMatchObject({
      kind: 'erase-user',
      input: { erasureId: 'due', requestedAt: NOW - 100 * HOUR, pass: 2 },
      status: 'running',
    });
    expect(metrics).toEqual(['ErasuresOverdue 0']);
  });

  it('counts passes that have waited for more than a day', async () => {
    const { run, metrics } = await start('erasures-late', { late: -25, due: -23 });
    await run(AT);
    expect(metrics).toEqual(['ErasuresOverdue 1']);
  });

  it('run twice starts one job', async () => {
    const { run, started, table } = await start('erasures-twice', { due: 0 });
    await run(AT);
    const once = await table();
    await run(AT);
    expect(await table()).toEqual(once);
    expect(new Set(started).size).toBe(1);
  });

  it('starts nothing where no user is being erased', async () => {
    const { run, started, table } = await start('erasures-none', {});
    await run(AT);
    expect([started, await table()]).toEqual([[], new Map()]);
  });
});
