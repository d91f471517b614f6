import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BudgetInput } from '../../../contracts/api/budget-shapes.ts';
import { alertStatus } from '../../../core/alerts/alert.ts';
import { OutcomeUnknownError } from '../../../core/alerts/alert-ports.ts';
import { changeForm } from '../../../core/budgets/change-form.ts';
import { sendTestAlert } from '../../../core/alerts/test-alert.ts';
import { createBudget, removeBudget } from '../../../core/budgets/manage-budgets.ts';
import { aDay } from '../../../testing/dates.ts';
import { startBudgetCheck, type TestBudgetCheck, type BudgetCheckOptions } from '../../support/alerts.ts';
import { startStrictDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, type TestLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const ORGANISATION = { kind: 'organisation', id: '-' } as const;
const ALL = { from: NOW - 86_400_000, to: NOW + 86_400_000, limit: 2000 };

let dynamo: TestDynamo;
let tables = 0;

beforeAll(async () => {
  dynamo = await startStrictDynamo();
});

afterAll(() => dynamo.stop());

interface Started extends TestBudgetCheck {
  readonly ledger: TestLedger;
  /** Records and adds usage of this cost. */
  readonly spend: (usd: string, more?: Record<string, unknown>) => Promise<void>;
}

async function start(options: Partial<BudgetCheckOptions> = {}): Promise<Started> {
  const table = `alerts-${tables++}`;
  const ledger = await startLedger(dynamo, table);
  let events = 0;
  const check = startBudgetCheck({ client: dynamo.client(), table, now: NOW, ...options });
  const spend = async (usd: string, more: Record<string, unknown> = {}) => {
    const event = {
      provider: 'example',
      model: 'flat',
      usage: { requests: 1 },
      reportedCostUsd: usd,
      ...more,
    };
    await ledger.record([usageEvent(`event-${events++}`, event)]);
    await ledger.aggregate([aDay('2026-11-20')]);
  };
  return Object.assign(check, { ledger, spend });
}

async function limit(check: TestBudgetCheck, dailyLimit: string): Promise<void> {
  await changeForm({ dailyLimit, emailRecipients: ['ops@example.com'] }, 'admin', check.now, check.budgets);
}

function mails(check: TestBudgetCheck): string[] {
  return check.sent.filter(({ channel }) => channel === 'email').map(({ id }) => id);
}

describe('an alert', () => {
  it('is raised once for a threshold, sent once, and resolved when the limit is raised', async () => {
    const started = await start();
    await limit(started, '1');
    await started.spend('0.85');
    await started.check.totalsChanged([{ scope: ORGANISATION }]);
    await started.check.totalsChanged([{ scope: ORGANISATION }]);
    const { alerts } = await started.alerts.list(ALL);
    expect(alerts).toMatchObject([
      {
        severity: 'warning',
        key: { budgetId: 'organisation-daily', threshold: '80%', basis: 'actual', arm: 1 },
      },
    ]);
    expect(alerts.map(alertStatus)).toEqual(['SENT']);
    expect(mails(started)).toEqual([alerts[0]?.id]);

    await limit(started, '2');
    expect(await started.check.totalsChanged([{ scope: ORGANISATION }])).toMatchObject({
      raised: 0,
      resolved: 1,
    });
    await limit(started, '1');
    expect(await started.check.totalsChanged([{ scope: ORGANISATION }])).toMatchObject({ raised: 1 });
    const again = (await started.alerts.list(ALL)).alerts.map(({ key }) => key.arm);
    expect(again.toSorted((a, b) => a - b)).toEqual([1, 2]);
    expect(mails(started)).toHaveLength(2);
  });

  it('is resolved by the next run when its budget was removed and nothing came to resolve it', async () => {
    const started = await start();
    const scope = { kind: 'user', id: 'user-1' } as const;
    const input = { scope, period: 'daily', limitUsd: '1' } as const;
    const author = { by: 'a', at: NOW };
    await createBudget('ada', input, author, started.budgets);
    await started.spend('0.9');
    await started.check.safetyNet();
    expect((await started.alerts.list(ALL)).alerts).toMatchObject([{ resolvedAt: undefined }]);
    await removeBudget('ada', author, started.budgets);
    expect(await started.check.safetyNet()).toMatchObject({ resolved: 1 });
    expect((await started.alerts.list(ALL)).alerts).toMatchObject([{ resolvedAt: NOW }]);
  });

  it('that is a test is resolved once it was sent', async () => {
    const { alerts, check, budgets } = await start();
    const ports = {
      alerts,
      events: { alertsWaiting: (ids: readonly string[]) => check.alertsWaiting(ids) },
      wait: () => Promise.resolve(),
    };
    const test = await sendTestAlert('t-1', await budgets.books.current(), NOW, ports);
    expect(alertStatus(test)).toBe('SENT');
    expect(test.resolvedAt).toBeGreaterThanOrEqual(NOW);
  });

  it('that is a test is answered after three seconds although a channel is silent', async () => {
    const { alerts, budgets } = await start();
    const waited: number[] = [];
    const ports = {
      alerts,
      events: { alertsWaiting: () => Promise.resolve() },
      wait: (ms: number) => Promise.resolve(void waited.push(ms)),
    };
    const test = await sendTestAlert('t-2', await budgets.books.current(), NOW, ports);
    expect(alertStatus(test)).toBe('PENDING');
    expect(waited.reduce((sum, ms) => sum + ms, 0)).toBe(3000);
  });

  it('is not raised for a period that has ended', async () => {
    const started = await start();
    await limit(started, '1');
    await started.spend('5');
    started.now = Date.parse('2026-11-21T00:00:01Z');
    expect(await started.check.totalsChanged([{ scope: ORGANISATION }])).toMatchObject({
      budgets: 1,
      raised: 0,
    });
  });

  it('is one mail although 50 workers see the same breach', async () => {
    const table = `alerts-${tables++}`;
    const ledger = await startLedger(dynamo, table);
    const workers = Array.from({ length: 50 }, () =>
      startBudgetCheck({ client: dynamo.client(), table, now: NOW }),
    );
    await limit(workers[0] as TestBudgetCheck, '1');
    await ledger.record([
      usageEvent('e', { provider: 'example', model: 'flat', usage: { requests: 1 }, reportedCostUsd: '0.9' }),
    ]);
    await ledger.aggregate([aDay('2026-11-20')]);
    await Promise.all(workers.map(({ check }) => check.totalsChanged([{ scope: ORGANISATION }])));
    expect(workers.flatMap(mails)).toHaveLength(1);
  });

  it('is one mail when the mailer fails three times and then works', async () => {
    let failures = 3;
    const started = await start({
      beforeSend: (_, channel) => {
        if (channel === 'email' && failures-- > 0) throw new Error('throttled');
      },
    });
    await limit(started, '1');
    await started.spend('0.9');
    await started.check.totalsChanged([{ scope: ORGANISATION }]);
    expect(mails(started)).toHaveLength(1);
    expect((await started.alerts.list(ALL)).alerts.map(alertStatus)).toEqual(['SENT']);
  });

  it('of three thresholds that a user reached at once is one mail to the user, one to the recipients and one message in Slack', async () => {
    const started = await start({ together: true });
    const scope = { kind: 'user', id: '*' } as const;
    const thresholds = [{ percent: 50 }, { percent: 80 }, { percent: 100 }];
    const channels: BudgetInput['channels'] = ['email', 'slack'];
    const input = { scope, period: 'daily', limitUsd: '1', thresholds, channels } as const;
    await changeForm({ slackWebhookUrl: 'https://hooks.slack.com/x' }, 'a', NOW, started.budgets);
    await createBudget('each', input, { by: 'a', at: NOW }, started.budgets);
    await limit(started, '100');
    await started.spend('5', { userId: 'ada@example.com' });
    await started.check.totalsChanged([{ scope: { kind: 'user', id: 'ada@example.com' } }]);
    const together = started.sent.filter(({ channel }) => channel === 'together');
    expect(together.map(({ id }) => id.split(' ').length)).toEqual([3, 3]);
    const slack = started.sent.filter(({ channel }) => channel.startsWith('slack'));
    expect(slack.map(({ id }) => id.split(' ').length)).toEqual([3]);
    expect(started.sent.filter(({ channel }) => /mail/.test(channel))).toEqual([]);
  });

  it('about a user’s own limit is one mail to the user and one to the recipients, each tried by itself', async () => {
    let failures = 3;
    const started = await start({
      beforeSend: (_, channel) => {
        if (channel === 'user-email' && failures-- > 0) throw new Error('throttled');
      },
    });
    const scope = { kind: 'user', id: '*' } as const;
    const input = { scope, period: 'daily', limitUsd: '1' } as const;
    await createBudget('each', input, { by: 'a', at: NOW }, started.budgets);
    const users = ['ada@example.com', 'ops@example.com', 'user-3'];
    await limit(started, '100');
    for (const userId of users) await started.spend('0.9', { userId });
    await started.check.totalsChanged(users.map((id) => ({ scope: { kind: 'user', id } })));
    const { alerts } = await started.alerts.list(ALL);
    const told = Object.fromEntries(
      alerts.map(({ id, key }) => [
        key.value.id,
        started.sent
          .filter((sent) => sent.id === id)
          .map(({ channel }) => channel)
          .toSorted(),
      ]),
    );
    expect(told['ada@example.com']).toEqual(['email', 'event', 'user-email']);
    expect(told['ops@example.com'], 'is a recipient').toEqual(['email', 'event']);
    expect(told['user-3'], 'has no known address').toEqual(['email', 'event']);
    const ada = alerts.find(({ key }) => key.value.id === 'ada@example.com');
    expect(ada?.deliveries.get('user-email')).toMatchObject({ status: 'SENT', attempts: 4 });
    expect(ada?.deliveries.get('email')).toMatchObject({ status: 'SENT', attempts: 1 });
  });

  it('about a user’s own limit is the user’s mail alone where the form names no recipient', async () => {
    const started = await start();
    const scope = { kind: 'user', id: 'ada@example.com' } as const;
    const input = { scope, period: 'daily', limitUsd: '1' } as const;
    await createBudget('ada', input, { by: 'a', at: NOW }, started.budgets);
    await started.spend('0.9', { userId: 'ada@example.com' });
    await started.check.totalsChanged([{ scope }]);
    expect(started.sent.map(({ channel }) => channel).toSorted()).toEqual(['event', 'user-email']);
    expect((await started.alerts.list(ALL)).alerts.map(alertStatus)).toEqual(['SENT']);
  });

  it('is sent twice at most, with the same id, when workers crash after sending', async () => {
    let crashes = true;
    const started = await start({
      afterSend: (_, channel) => {
        if (channel === 'email' && crashes) throw new Error('crash');
      },
    });
    const { alerts } = started.ports;
    // A crash notes nothing: the lease is all that is left.
    const crashing = {
      ...started.ports,
      alerts: { claim: alerts.claim.bind(alerts), settle: () => Promise.reject(new Error('crashed')) },
    };
    await limit(started, '1');
    await started.spend('0.9');
    Object.assign(started.ports, crashing);
    await expect(started.check.totalsChanged([{ scope: ORGANISATION }])).rejects.toThrow('crashed');
    expect(mails(started)).toHaveLength(1);
    await started.check.safetyNet();
    expect(mails(started), 'the lease still holds').toHaveLength(1);
    started.now += 61_000;
    await expect(started.check.safetyNet()).rejects.toThrow('crashed');
    expect(mails(started)).toHaveLength(2);
    started.now += 61_000;
    crashes = false;
    Object.assign(started.ports, { alerts });
    await started.check.safetyNet();
    expect(new Set(mails(started)).size).toBe(1);
    expect(mails(started)).toHaveLength(2);
    expect((await started.alerts.list(ALL)).alerts.map(alertStatus)).toEqual(['FAILED']);
  });

  it('whose answer is lost twice is given up and shown', async () => {
    const started = await start({
      afterSend: (_, channel) => {
        if (channel === 'email') throw new OutcomeUnknownError('no answer');
      },
    });
    await limit(started, '1');
    await started.spend('0.9');
    await started.check.totalsChanged([{ scope: ORGANISATION }]);
    expect(mails(started)).toHaveLength(2);
    const [alert] = (await started.alerts.list(ALL)).alerts;
    expect(alert?.deliveries.get('email')).toMatchObject({ status: 'FAILED', error: 'no answer' });
    expect(alert?.deliveries.get('event')).toMatchObject({ status: 'SENT', attempts: 1 });
    expect(started.failures).toMatchObject([{ final: false }, { final: true }]);
  });

  it('is tried by later runs for two hours and then shown as FAILED', async () => {
    const started = await start({
      beforeSend: (_, channel) => {
        if (channel === 'email') throw new Error('no such host');
      },
    });
    await limit(started, '1');
    await started.spend('0.9');
    await started.check.totalsChanged([{ scope: ORGANISATION }]);
    for (let run = 0; run < 8; run++) {
      expect((await started.alerts.list(ALL)).alerts.map(alertStatus)).toEqual(['PENDING']);
      started.now += 15 * 60_000;
      await started.check.safetyNet();
    }
    expect((await started.alerts.list(ALL)).alerts.map(alertStatus)).toEqual(['FAILED']);
    expect((await started.alerts.list({ ...ALL, pendingOnly: true })).alerts).toEqual([]);
  });

  it('arrives for each of 20 users over a mailer that fails one time in five', async () => {
    let tries = 0;
    const started = await start({
      beforeSend: (_, channel) => {
        if (channel === 'email' && tries++ % 5 === 0) throw new Error('throttled');
      },
    });
    const scope = { kind: 'user', id: '*' } as const;
    await createBudget(
      'each',
      { scope, period: 'daily', limitUsd: '1' },
      { by: 'a', at: NOW },
      started.budgets,
    );
    const users = Array.from({ length: 20 }, (_, index) => `user-${index}`);
    await started.ledger.record(
      users.map((userId) =>
        usageEvent(userId, {
          userId,
          provider: 'example',
          model: 'flat',
          usage: { requests: 1 },
          reportedCostUsd: '0.9',
        }),
      ),
    );
    await started.ledger.aggregate([aDay('2026-11-20')]);
    await started.check.totalsChanged(users.map((id) => ({ scope: { kind: 'user', id } })));
    for (let run = 0; run < 3; run++) {
      // Beyond what the net checks anew: what is delivered now was left waiting.
      started.now += 25 * 60_000;
      await started.check.safetyNet();
    }
    expect(mails(started)).toHaveLength(20);
    expect(new Set(mails(started)).size).toBe(20);
    expect((await started.alerts.list({ ...ALL, pendingOnly: true })).alerts).toEqual([]);
  });
});
