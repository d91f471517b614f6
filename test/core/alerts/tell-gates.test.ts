import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeForm } from '../../../core/budgets/change-form.ts';
import { liftGate } from '../../../core/budgets/manage-budgets.ts';
import { aDay } from '../../../testing/dates.ts';
import { startWatch, type WatchOptions } from '../../support/alerts.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const ORGANISATION = [{ kind: 'organisation', id: '-' }] as const;

let dynamo: TestDynamo;
let tables = 0;

beforeAll(async () => {
  dynamo = await startDynamo();
});

afterAll(() => dynamo.stop());

/** A watch over a day of $1 that degrades and denies, and what its gates told. */
async function start(options: Pick<WatchOptions, 'beforeTell' | 'afterTell'> = {}) {
  const table = `outbox-${tables++}`;
  const ledger = await startLedger(dynamo, table);
  const told: string[] = [];
  const watching = startWatch({
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
  await changeForm(form, 'admin', NOW, watching.budgets);
  let events = 0;
  const spend = async (usd: string) => {
    const usage = { provider: 'example', model: 'flat', usage: { requests: 1 }, reportedCostUsd: usd };
    await ledger.record([usageEvent(`event-${events++}`, { ...usage, occurredAt: '2026-11-20T10:00:00Z' })]);
    await ledger.aggregate([aDay('2026-11-20')]);
  };
  const notes = async () =>
    (await watching.budgets.store.changes('organisation-daily', 10)).map(({ what }) => what).toSorted();
  const later = () => watching.budgets.outbox.untold(NOW + 86_400_000);
  return Object.assign(watching, { spend, told, notes, later });
}

describe('a gate that was turned', () => {
  it('is told once where nothing fails, and nothing is left', async () => {
    const { watch, spend, gates, notes, later } = await start();
    await spend('1.6');
    await watch.totalsChanged(ORGANISATION);
    expect(gates).toEqual(['organisation-daily deny']);
    expect(await notes()).toEqual(['turned the gate of the organisation to deny for 2026-11-20']);
    expect(await later()).toEqual([]);
  });

  it('is told by the next run when the function went before it published', async () => {
    let crash = true;
    const watching = await start({
      beforeTell: () => {
        if (crash) throw new Error('the bus does not take it');
      },
    });
    await watching.spend('1.1');
    const { raised } = await watching.watch.totalsChanged(ORGANISATION);
    expect(raised, 'alerts do not wait for the bus').toBeGreaterThan(0);
    await watching.spend('0.5');
    await watching.watch.totalsChanged(ORGANISATION);
    expect(watching.gates).toEqual([]);
    expect(await watching.later()).toHaveLength(2);

    crash = false;
    await watching.watch.safetyNet();
    expect(watching.gates, 'what may be under way is left alone for a minute').toEqual([]);
    watching.now += MINUTE + 1;
    await watching.watch.safetyNet();
    expect(watching.gates).toEqual(['organisation-daily degrade', 'organisation-daily deny']);
    expect(await watching.notes()).toHaveLength(2);
    expect(await watching.later()).toEqual([]);
    await watching.watch.safetyNet();
    expect(watching.gates).toHaveLength(2);
  });

  it('is told again with the same id when the function went after it published', async () => {
    let crash = true;
    const watching = await start({
      afterTell: () => {
        if (crash) throw new Error('gone');
      },
    });
    await watching.spend('1.6');
    await watching.watch.totalsChanged(ORGANISATION);
    crash = false;
    watching.now += 2 * MINUTE;
    await Promise.all([watching.watch.safetyNet(), watching.watch.safetyNet()]);
    expect(watching.told.length).toBeGreaterThan(1);
    expect(new Set(watching.told).size).toBe(1);
    expect(await watching.notes()).toHaveLength(1);
    expect(await watching.later()).toEqual([]);
  });

  it('is told although whoever turned it never came to tell: a lift of an admin', async () => {
    const watching = await start();
    await watching.spend('1.6');
    await watching.watch.totalsChanged(ORGANISATION);
    await liftGate('organisation-daily', undefined, { by: 'admin', at: NOW + 1 }, watching.budgets);
    expect(await watching.later()).toMatchObject([
      {
        gate: 'lifted',
        by: 'admin',
        key: { budgetId: 'organisation-daily', value: { kind: 'organisation' } },
      },
    ]);
    watching.now += 2 * MINUTE;
    await watching.watch.safetyNet();
    expect(watching.gates).toEqual(['organisation-daily deny', 'organisation-daily lifted']);
    expect(await watching.notes()).toEqual([
      'lifted the gate of the organisation for 2026-11-20',
      'turned the gate of the organisation to deny for 2026-11-20',
    ]);
    expect(await watching.later()).toEqual([]);
  });
});
