import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeForm } from '../../../core/budgets/change-form.ts';
import { liftGate } from '../../../core/budgets/manage-budgets.ts';
import { aDay } from '../../../testing/dates.ts';
import { startBudgetCheck, type BudgetCheckOptions } from '../../support/alerts.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const ORGANISATION = [{ scope: { kind: 'organisation', id: '-' } }] as const;

let dynamo: TestDynamo;
let tables = 0;

beforeAll(async () => {
  dynamo = await startDynamo();
});

afterAll(() => dynamo.stop());

/** A check over a day of $1 that degrades and denies, and what its gates told. */
async function start(options: Pick<BudgetCheckOptions, 'beforeTell' | 'afterTell'> = {}) {
  const table = `outbox-${tables++}`;
  const ledger = await startLedger(dynamo, table);
  const told: string[] = [];
  const checking = startBudgetCheck({
    client: dynamo.client(),
    table,
    now: NOW,
    beforeTell: options.beforeTell,
    afterTell: async (id) => {
      told.push(id);
      await options.afterTell?.(id);
    },
  });
  const form = { dailyLimit: '1', autoScaleDown: true, emergencyStop: true };
  await changeForm(form, 'admin', NOW, checking.budgets);
  let events = 0;
  const spend = async (usd: string) => {
    const usage = { provider: 'example', model: 'flat', usage: { requests: 1 }, reportedCostUsd: usd };
    await ledger.record([usageEvent(`event-${events++}`, { ...usage, occurredAt: '2026-11-20T10:00:00Z' })]);
    await ledger.aggregate([aDay('2026-11-20')]);
  };
  const notes = async () =>
    (await checking.budgets.store.changes('organisation-daily', 10)).map(({ what }) => what).toSorted();
  const later = () => checking.budgets.outbox.untold(NOW + 86_400_000);
  return Object.assign(checking, { spend, told, notes, later });
}

describe('a gate that was turned', () => {
  it('is told once where nothing fails, and nothing is left', async () => {
    const { check, spend, gates, notes, later } = await start();
    await spend('1.6');
    await check.totalsChanged(ORGANISATION);
    expect(gates).toEqual(['organisation-daily deny']);
    expect(await notes()).toEqual(['turned the gate of the organisation to deny for 2026-11-20']);
    expect(await later()).toEqual([]);
  });

  it('is told by the next run when the function went before it published', async () => {
    let crash = true;
    const checking = await start({
      beforeTell: () => {
        if (crash) throw new Error('the bus does not take it');
      },
    });
    await checking.spend('1.1');
    const { raised } = await checking.check.totalsChanged(ORGANISATION);
    expect(raised, 'alerts do not wait for the bus').toBeGreaterThan(0);
    await checking.spend('0.5');
    await checking.check.totalsChanged(ORGANISATION);
    expect(checking.gates).toEqual([]);
    expect(await checking.later()).toHaveLength(2);

    crash = false;
    await checking.check.safetyNet();
    expect(checking.gates, 'what may be under way is left alone for a minute').toEqual([]);
    checking.now += MINUTE + 1;
    await checking.check.safetyNet();
    expect(checking.gates).toEqual(['organisation-daily degrade', 'organisation-daily deny']);
    expect(await checking.notes()).toHaveLength(2);
    expect(await checking.later()).toEqual([]);
    await checking.check.safetyNet();
    expect(checking.gates).toHaveLength(2);
  });

  it('is told again with the same id when the function went after it published', async () => {
    let crash = true;
    const checking = await start({
      afterTell: () => {
        if (crash) throw new Error('gone');
      },
    });
    await checking.spend('1.6');
    await checking.check.totalsChanged(ORGANISATION);
    crash = false;
    checking.now += 2 * MINUTE;
    await Promise.all([checking.check.safetyNet(), checking.check.safetyNet()]);
    expect(checking.told.length).toBeGreaterThan(1);
    expect(new Set(checking.told).size).toBe(1);
    expect(await checking.notes()).toHaveLength(1);
    expect(await checking.later()).toEqual([]);
  });

  it('is told although the function that turned it never came to tell: a lift of an admin', async () => {
    const checking = await start();
    await checking.spend('1.6');
    await checking.check.totalsChanged(ORGANISATION);
    await liftGate('organisation-daily', undefined, { by: 'admin', at: NOW + 1 }, checking.budgets);
    expect(await checking.later()).toMatchObject([
      {
        gate: 'lifted',
        by: 'admin',
        key: { budgetId: 'organisation-daily', value: { kind: 'organisation' } },
      },
    ]);
    checking.now += 2 * MINUTE;
    await checking.check.safetyNet();
    expect(checking.gates).toEqual(['organisation-daily deny', 'organisation-daily lifted']);
    expect(await checking.notes()).toEqual([
      'lifted the gate of the organisation for 2026-11-20',
      'turned the gate of the organisation to deny for 2026-11-20',
    ]);
    expect(await checking.later()).toEqual([]);
  });
});
