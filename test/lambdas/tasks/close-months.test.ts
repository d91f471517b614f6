import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeMonthsTask } from '../../../lambdas/tasks/close-months.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { taskOn } from '../../support/task.ts';

const AT = '2026-11-05T04:00:00Z';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Usage of October, recorded just before the month may be closed. */
async function start(table: string, settings: Record<string, unknown> = {}) {
  const ledger = await startLedger(dynamo, table, { now: () => Date.parse('2026-11-02T23:00:00Z') });
  await ledger.record([usageEvent('a', { occurredAt: '2026-10-05T10:00:00Z', userId: 'user-7' })]);
  const task = taskOn(dynamo, table, { now: () => Date.parse(AT) }, settings);
  return { ...task, usage: ledger, run: closeMonthsTask(task.context) };
}

describe('the task close-months', () => {
  it('closes a month whose time has come, once', async () => {
    const { ledger, usage, run, logs, table } = await start('close');
    await usage.aggregate([aDay('2026-10-05')]);
    await run(AT);
    expect(await ledger.months.head(aMonth('2026-10'))).toMatchObject({
      closedAt: Date.parse(AT),
      organisation: { events: 1 },
    });
    const once = await table();
    await run(AT);
    expect(await table()).toEqual(once);
    expect(logs.map((line) => /"2026-10":"([\w ]+)"/.exec(line)?.[1])).toEqual(['closed', 'closed before']);
  });

  it('waits as many days as the stage wants', async () => {
    const { ledger, usage, run } = await start('close-later', { closeAfterDays: 6 });
    await usage.aggregate([aDay('2026-10-05')]);
    await run(AT);
    expect(await ledger.months.head(aMonth('2026-10'))).toBeUndefined();
  });

  it('leaves a month open while an entry of it is not in the totals', async () => {
    const { ledger, usage, run, logs } = await start('close-open');
    await run(AT);
    expect(await ledger.months.head(aMonth('2026-10'))).toBeUndefined();
    expect(logs.join()).toContain('"2026-10":"busy"');
    await usage.aggregate([aDay('2026-10-05')]);
    await run(AT);
    expect(await ledger.months.head(aMonth('2026-10'))).toMatchObject({ organisation: { events: 1 } });
  });

  it('leaves a month open while one of its users is being erased', async () => {
    const { ledger, usage, run, logs } = await start('close-erasing');
    await usage.aggregate([aDay('2026-10-05')]);
    const requestedAt = Date.parse('2026-10-20T00:00:00Z');
    await ledger.erasures.put({
      id: 'erasure-1',
      userId: 'user-7',
      pseudonym: 'erased-1',
      requestedAt,
      pass: 1,
      dueAt: requestedAt,
    });
    await run(AT);
    expect(await ledger.months.head(aMonth('2026-10'))).toBeUndefined();
    expect(logs.join()).toContain('"2026-10":"busy"');
  });

  it('leaves a month open while an import may bring something into it, until the import ends', async () => {
    const { ledger, usage, run, logs } = await start('close-import');
    await usage.aggregate([aDay('2026-10-05')]);
    await ledger.imports.open({ from: aDay('2026-10-31'), until: Date.parse(AT), by: 'admin-1' });
    await run(AT);
    expect(logs.join()).toContain('"2026-10":"import open"');
    await ledger.imports.open({ from: aDay('2026-10-31'), until: Date.parse(AT) - 1, by: 'admin-1' });
    await run(AT);
    expect(await ledger.months.head(aMonth('2026-10'))).toMatchObject({ organisation: { events: 1 } });
  });

  it('does nothing in an empty ledger', async () => {
    await dynamo.createTable('close-empty');
    const task = taskOn(dynamo, 'close-empty', { now: () => Date.parse(AT) });
    await closeMonthsTask(task.context)(AT);
    expect(await task.table()).toEqual(new Map());
  });
});
