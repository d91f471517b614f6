import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BudgetInput } from '../../../contracts/api/budget-shapes.ts';
import { CannotDeliverError, OutcomeUnknownError } from '../../../core/alerts/alert-ports.ts';
import { changeForm } from '../../../core/budgets/change-form.ts';
import { createBudget } from '../../../core/budgets/manage-budgets.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { type BudgetCheckOptions, startBudgetCheck } from '../../support/alerts.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;
const USERS = 15;

let dynamo: TestDynamo;
let tables = 0;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Many users over the budgets that every user has, all of them in one message. */
async function start(budgets: readonly string[], options: Partial<BudgetCheckOptions> = {}) {
  const table = `mails-${tables++}`;
  const ledger = await startLedger(dynamo, table);
  const check = startBudgetCheck({ client: dynamo.client(), table, now: NOW, together: true, ...options });
  await changeForm({ emailRecipients: ['ops@example.com'] }, 'admin', NOW, check.budgets);
  for (const name of budgets) {
    const input: BudgetInput = {
      name,
      scope: { kind: 'user', id: '*' },
      period: 'daily',
      limitUsd: '1',
      thresholds: [{ percent: 100 }],
      channels: ['email'],
    };
    await createBudget(name, input, { by: 'admin', at: NOW }, check.budgets);
  }
  const model = { provider: 'example', model: 'flat', usage: { requests: 1 }, reportedCostUsd: '2' };
  await ledger.record(
    Array.from({ length: USERS }, (_, i) => usageEvent(`e${i}`, { ...model, userId: `user-${i}` })),
  );
  await ledger.aggregate([aDay('2026-11-20')]);
  const users = Array.from({ length: USERS }, (_, i) => ({
    scope: { kind: 'user', id: `user-${i}` } as const,
  }));
  const mails = () => check.sent.filter(({ channel }) => channel === 'together' || channel === 'email');
  const statuses = async () => {
    const { alerts } = await check.alerts.list({ from: NOW - HOUR, to: NOW + 24 * HOUR, limit: 500 });
    return Map.groupBy(alerts, ({ deliveries }) => deliveries.get('email')?.status);
  };
  return { check, users, mails, statuses };
}

describe('mails about many alerts', () => {
  it('are one for each budget, and every alert is one of its own', async () => {
    const { check, users, mails, statuses } = await start(['a', 'b']);
    expect(await check.check.totalsChanged(users)).toMatchObject({ raised: 2 * USERS });
    expect(mails().map(({ id }) => id.split(' ').length)).toEqual([USERS, USERS]);
    expect((await statuses()).get('SENT')).toHaveLength(2 * USERS);
    await check.check.totalsChanged(users);
    await check.check.safetyNet();
    expect(mails()).toHaveLength(2);
    expect(check.sent.filter(({ channel }) => channel === 'event')).toHaveLength(2 * USERS);
  });

  it('wait for the next hour beyond its number, and go together then', async () => {
    const { check, users, mails, statuses } = await start(['a', 'b'], { settings: { mailsPerHour: 1 } });
    await check.check.totalsChanged(users);
    expect(mails()).toHaveLength(1);
    expect((await statuses()).get('PENDING')).toHaveLength(USERS);
    expect(check.heldBack).toEqual([1]);
    await check.check.safetyNet();
    expect(mails()).toHaveLength(1);
    const told = check.heldBack.length;
    expect(told).toBeGreaterThan(1);
    expect(new Set(check.heldBack)).toEqual(new Set([1]));
    check.now = NOW + HOUR;
    await check.check.safetyNet();
    expect(mails()).toHaveLength(2);
    expect(check.heldBack).toHaveLength(told);
    const delivered = (await statuses()).get('SENT') ?? [];
    expect(delivered).toHaveLength(2 * USERS);
    const tries = delivered.map(({ deliveries }) => deliveries.get('email')?.attempts);
    expect(new Set(tries)).toEqual(new Set([1]));
  });

  it('are tried again when the mail was not taken, and given up as one would be', async () => {
    let failures = 2;
    const again = await start(['a'], {
      beforeSend: (_alert, channel) => {
        if (channel === 'together' && failures-- > 0) throw new Error('throttled');
      },
    });
    await again.check.check.totalsChanged(again.users);
    expect(again.mails()).toHaveLength(1);
    expect((await again.statuses()).get('SENT')).toHaveLength(USERS);
    const never = await start(['a'], {
      beforeSend: (_alert, channel) => {
        if (channel === 'together') throw new CannotDeliverError('no sender');
      },
    });
    await never.check.check.totalsChanged(never.users);
    expect((await never.statuses()).get('FAILED')).toHaveLength(USERS);
    const lost = await start(['a'], {
      beforeSend: (_alert, channel) => {
        if (channel === 'together') throw new OutcomeUnknownError('no answer');
      },
    });
    await lost.check.check.totalsChanged(lost.users);
    expect((await lost.statuses()).get('FAILED')).toHaveLength(USERS);
  });
});
