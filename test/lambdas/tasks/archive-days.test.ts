import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZERO_USD } from '../../../core/money/decimal.ts';
import type { Day } from '../../../core/time/ledger-time.ts';
import { archiveDaysTask } from '../../../lambdas/tasks/archive-days.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { noteDays } from '../../support/note-days.ts';
import { taskOn } from '../../support/task.ts';

const NOW = Date.parse('2026-11-30T03:00:00Z');
const AT = '2026-11-30T03:00:00Z';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** A ledger since this day; `ranBefore`: the archive had its job a week ago. */
async function start(table: string, firstDay: Day, options: { ranBefore?: boolean; settings?: object } = {}) {
  const { ranBefore = false, settings = { retentionDays: 35 } } = options;
  await dynamo.createTable(table);
  const task = taskOn(dynamo, table, { now: () => NOW }, settings);
  await noteDays(task.ledger.ledgerWriter, firstDay, aDay('2026-11-30'), NOW);
  if (ranBefore) {
    await task.ledger.jobs.create({
      id: 'archive-2026-11-23',
      kind: 'archive',
      input: {},
      status: 'done',
      progress: { done: 1 },
      createdBy: 'schedule',
      createdAt: 1,
      updatedAt: 1,
      revision: 1,
    });
  }
  const stops: string[] = [];
  const stopExpiry = () => Promise.resolve(void stops.push(table));
  const context = { ...task.context, ledger: { ...task.ledger, stopExpiry } };
  return { ...task, stops, run: archiveDaysTask(context) };
}

describe('the task archive-days', () => {
  it('starts the archive of the day once, however often its schedule fires', async () => {
    const { ledger, run, started, table } = await start('archive-once', aDay('2026-11-01'));
    await run(AT);
    const once = await table();
    await run(AT);
    expect(await table()).toEqual(once);
    expect(new Set(started)).toEqual(new Set(['archive-2026-11-30']));
    expect(await ledger.jobs.read('archive-2026-11-30')).toMatchObject({
      kind: 'archive',
      status: 'running',
      createdBy: 'schedule',
    });
  });

  it('counts the days that are behind, and stops deletions once they are too many', async () => {
    // 35 days of retention and two to settle: the 24th of October is the last day that is due.
    const late = await start('archive-late', aDay('2026-10-01'), { ranBefore: true });
    await late.run(AT);
    expect(late.metrics).toEqual(['ArchiveDaysBehind 24']);
    expect(late.stops).toEqual(['archive-late']);
    const nearly = await start('archive-nearly', aDay('2026-10-20'), { ranBefore: true });
    await nearly.run(AT);
    expect(nearly.metrics).toEqual(['ArchiveDaysBehind 5']);
    expect(nearly.stops).toEqual([]);
  });

  it('gives an archive that began lately the time to catch up', async () => {
    const { run, metrics, stops } = await start('archive-new', aDay('2026-10-01'));
    await run(AT);
    expect(metrics).toEqual(['ArchiveDaysBehind 24']);
    expect(stops).toEqual([]);
  });

  it('counts days whose later records wait for a file', async () => {
    const { ledger, run, metrics } = await start('archive-waits', aDay('2026-11-29'));
    const archived = { files: 1, cost: ZERO_USD, events: 1, unpriced: 0, version: 1n };
    await ledger.archiveNotes.noteDay(aDay('2026-10-01'), archived);
    await ledger.archiveNotes.noteWaiting(aDay('2026-10-01'), NOW - 10 * 86_400_000);
    await run(AT);
    expect(metrics).toEqual(['ArchiveDaysBehind 10']);
  });

  it('does nothing in a stage that keeps entries for ever', async () => {
    const { run, started, metrics, table } = await start('archive-never', aDay('2026-10-01'), {
      settings: {},
    });
    const before = await table();
    await run(AT);
    expect([started, metrics, await table()]).toEqual([[], [], before]);
  });

  it('rejects a time that is none, and starts nothing', async () => {
    const { run, started } = await start('archive-odd', aDay('2026-10-01'));
    await expect(run('yesterday')).rejects.toThrow('Invalid time value');
    expect(started).toEqual([]);
  });
});
