import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Day } from '../../../core/time/ledger-time.ts';
import { auditDaysTask } from '../../../lambdas/tasks/audit-days.ts';
import { aDay } from '../../../testing/dates.ts';
import { startStrictDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { noteDays } from '../../support/note-days.ts';
import { taskOn } from '../../support/task.ts';

const AT = '2026-11-20T02:00:00Z';
const NIGHT = ['2026-11-17', '2026-11-18', '2026-11-19'];

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startStrictDynamo();
});
afterAll(() => dynamo.stop());

async function start(table: string, firstDay?: Day) {
  await dynamo.createTable(table);
  const task = taskOn(dynamo, table, { now: () => Date.parse(AT) });
  if (firstDay !== undefined) {
    await noteDays(task.ledger.ledgerWriter, firstDay, aDay('2026-11-20'), Date.parse(AT));
  }
  return { ...task, run: auditDaysTask(task.context) };
}

const idsOf = (days: readonly string[]) => days.map((day) => `audit-${day}-2026-11-20`);

describe('the task audit-days', () => {
  it('starts a roll-up of each of the last three closed days', async () => {
    const { ledger, run, started } = await start('audit-new');
    await run(AT);
    expect(started).toEqual(idsOf(NIGHT));
    expect(await ledger.jobs.read('audit-2026-11-19-2026-11-20')).toMatchObject({
      kind: 'roll-up',
      input: { date: '2026-11-19' },
      status: 'running',
    });
  });

  it('takes older days in turn, those that were not looked at for longest first', async () => {
    const { ledger, run, started } = await start('audit-older', aDay('2026-09-17'));
    await ledger.audits.noteAudited(aDay('2026-09-17'), Date.parse('2026-11-01T00:00:00Z'));
    await run(AT);
    // 61 older days in 30 nights: three a night.
    expect(started).toEqual(idsOf(['2026-09-18', '2026-09-19', '2026-09-20', ...NIGHT]));
    started.length = 0;
    await run('2026-11-21T02:00:00Z');
    expect(started[0]).toBe('audit-2026-09-21-2026-11-21');
  });

  it('run twice for one night starts no job and notes nothing that the first run did not', async () => {
    const { run, started, table } = await start('audit-twice', aDay('2026-10-01'));
    await run(AT);
    const [once, jobs] = [await table(), [...started]];
    await run(AT);
    expect(await table()).toEqual(once);
    expect(started).toEqual([...jobs, ...jobs]);
  });

  it('rejects a time that is none, and starts nothing', async () => {
    const { run, started } = await start('audit-odd', aDay('2026-10-01'));
    await expect(run('tonight')).rejects.toThrow('Invalid time value');
    expect(started).toEqual([]);
  });
});
