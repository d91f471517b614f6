import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertId, type Alert, freshDeliveries } from '../../../core/alerts/alert.ts';
import { changeForm } from '../../../core/budgets/change-form.ts';
import { parseUsd } from '../../../core/money/decimal.ts';
import { isoTime } from '../../../core/time/ledger-time.ts';
import { secrets } from '../../../lambdas/support/secrets.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const DAY_MS = 86_400_000;

let dynamo: TestDynamo;
let tables = 0;

beforeAll(async () => {
  dynamo = await startDynamo();
});

afterAll(() => dynamo.stop());

async function start(): Promise<TestApi> {
  const table = `alert-routes-${tables++}`;
  await dynamo.createTable(table);
  return startApi(dynamo, table);
}

function anAlert(budgetId: string, daysAgo: number, severity: Alert['severity'] = 'warning'): Alert {
  const value = { kind: 'user', id: 'user-1' } as const;
  const createdAt = NOW - daysAgo * DAY_MS;
  const period = isoTime(createdAt).slice(0, 7);
  const key = { budgetId, value, period, threshold: '80%', basis: 'actual', arm: 1 } as const;
  const amount = parseUsd('0.9');
  return {
    id: alertId(key),
    kind: 'budget',
    key,
    budgetName: budgetId,
    severity,
    spent: amount,
    reached: amount,
    limit: parseUsd('1'),
    createdAt,
    deliveries: freshDeliveries(['email'], createdAt),
  };
}

interface Shown {
  readonly id: string;
  readonly budgetId: string;
}

async function listed(api: TestApi, query = ''): Promise<string[]> {
  const { alerts } = (await api.call(`/alerts${query}`)).body as unknown as { alerts: Shown[] };
  return alerts.map(({ budgetId }) => budgetId);
}

describe('GET /alerts', () => {
  it('tells how many events without a price the amounts are too low by, 0 of older alerts', async () => {
    const api = await start();
    await api.ports.alerting.alerts.putIfAbsent({ ...anAlert('new', 0), unpriced: 2 });
    await api.ports.alerting.alerts.putIfAbsent(anAlert('old', 1));
    const { body } = await api.call('/alerts');
    expect(body).toMatchObject({ alerts: [{ unpricedEvents: 2 }, { unpricedEvents: 0 }] });
  });

  it('lists newest first over months, page by page, each once', async () => {
    const api = await start();
    const { alerts } = api.ports.alerting;
    for (let days = 0; days < 7; days++) await alerts.putIfAbsent(anAlert(`b${days}`, days * 10));
    expect(await listed(api)).toEqual(['b0', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6']);
    const pages: string[][] = [];
    let cursor = '';
    for (;;) {
      const { body } = await api.call(`/alerts?limit=2${cursor}`);
      const { alerts: page, nextCursor } = body as unknown as { alerts: Shown[]; nextCursor?: string };
      pages.push(page.map(({ budgetId }) => budgetId));
      if (nextCursor === undefined) break;
      cursor = `&cursor=${nextCursor}`;
    }
    expect(pages).toEqual([['b0', 'b1'], ['b2', 'b3'], ['b4', 'b5'], ['b6']]);
  });

  it('narrows by time, budget, severity and status', async () => {
    const api = await start();
    const { alerts } = api.ports.alerting;
    const [first, second, third] = [anAlert('a', 0), anAlert('b', 5, 'critical'), anAlert('c', 12)];
    for (const alert of [first, second, third]) await alerts.putIfAbsent(alert);
    expect(await listed(api, '?from=2026-11-10&to=2026-11-15')).toEqual(['b']);
    expect(await listed(api, '?from=2026-11-15')).toEqual(['a', 'b']);
    expect(await listed(api, '?from=1970-01-01&to=9998-12-31')).toEqual(['a', 'b', 'c']);
    expect(await listed(api, '?budgetId=c')).toEqual(['c']);
    expect(await listed(api, '?severity=critical')).toEqual(['b']);
    expect(await listed(api, '?basis=actual')).toEqual(['a', 'b', 'c']);
    expect(await listed(api, '?basis=projected')).toEqual([]);
    expect(await listed(api, '?status=PENDING')).toEqual(['a', 'b', 'c']);
    for (const channel of ['event', 'email'] as const) {
      await alerts.claim(first.id, channel, 'w', NOW, NOW + 1);
      await alerts.settle(first.id, channel, 'w', { status: 'SENT', at: NOW });
    }
    await alerts.resolve(third.id, NOW);
    expect(await listed(api, '?status=SENT')).toEqual(['a']);
    expect(await listed(api, '?status=resolved')).toEqual(['c']);
    expect(await listed(api, '?status=open')).toEqual(['a', 'b']);
    expect((await api.call('/alerts?status=never')).status).toBe(400);
    expect((await api.call('/alerts?cursor=x')).status).toBe(400);
  });
});

describe('one alert', () => {
  it('is shown, and acknowledged by the first who did', async () => {
    const api = await start();
    const alert = anAlert('a', 0);
    await api.ports.alerting.alerts.putIfAbsent(alert);
    expect((await api.call(`/alerts/${alert.id}`)).body).toMatchObject({
      id: alert.id,
      kind: 'budget',
      budgetId: 'a',
      scope: { kind: 'user', id: 'user-1' },
      threshold: '80%',
      basis: 'actual',
      status: 'PENDING',
      spentUsd: '0.9',
      limitUsd: '1',
      deliveries: [
        { channel: 'event', status: 'PENDING', attempts: 0, sentAt: null },
        { channel: 'email', status: 'PENDING', attempts: 0, sentAt: null },
      ],
      resolvedAt: null,
      acknowledgedAt: null,
    });
    const done = await api.call(`POST /alerts/${alert.id}/acknowledge`, { body: {} });
    expect(done.body).toMatchObject({
      acknowledgedBy: 'admin-1',
      acknowledgedAt: '2026-11-20T12:00:00.000Z',
    });
    await api.call(`POST /alerts/${alert.id}/acknowledge`, {
      body: {},
      as: { sub: 'admin-2', 'cognito:groups': ['cost-admins'] },
    });
    expect((await api.call(`/alerts/${alert.id}`)).body).toMatchObject({ acknowledgedBy: 'admin-1' });
    expect((await api.call('/alerts/nothing')).status).toBe(404);
  });
});

describe('a crossing', () => {
  it('is acknowledged as one, whichever of its alerts is named, and by those who already did', async () => {
    const api = await start();
    const { alerts } = api.ports.alerting;
    const thresholds = ['80%', '100%', '150%'];
    const [first, ...others] = thresholds.map((threshold) => {
      const alert = anAlert('a', 0);
      const key = { ...alert.key, threshold };
      return { ...alert, id: alertId(key), key };
    });
    const apart = anAlert('b', 0);
    for (const alert of [first, ...others, apart]) if (alert) await alerts.putIfAbsent(alert);
    await api.call(`POST /alerts/${first?.id}/acknowledge`, {
      as: { sub: 'admin-2', 'cognito:groups': ['cost-admins'] },
    });
    const by = async () => {
      const { body } = await api.call('/alerts');
      const listed = body['alerts'] as unknown as {
        threshold: string;
        budgetId: string;
        acknowledgedBy: string;
      }[];
      return listed.map((one) => `${one.budgetId} ${one.threshold} ${one.acknowledgedBy}`).toSorted();
    };
    expect(await by()).toEqual(['a 100% null', 'a 150% null', 'a 80% admin-2', 'b 80% null']);
    await api.call(`POST /alerts/${others[0]?.id}/acknowledge?crossing=true`);
    expect(await by()).toEqual(['a 100% admin-1', 'a 150% admin-1', 'a 80% admin-2', 'b 80% null']);
  });
});

describe('an alert whose budget watches it no longer', () => {
  const EACH = { scope: { kind: 'user', id: '*' }, period: 'monthly', limitUsd: '1' };

  it.each([
    ['is removed', 'DELETE', undefined],
    ['is disabled', 'PUT', { enabled: false }],
    ['goes to another user', 'PUT', { scope: { kind: 'user', id: 'user-2' } }],
    ['goes to another period', 'PUT', { period: 'weekly' }],
  ])('is resolved when the budget %s, and no other', async (_, method, body) => {
    const api = await start();
    const { id } = (await api.call('POST /budgets', { body: EACH })).body as unknown as { id: string };
    const other = (await api.call('POST /budgets', { body: EACH })).body as unknown as { id: string };
    const { alerts } = api.ports.alerting;
    // Of this month and of one that has ended.
    for (const budgetId of [id, other.id]) {
      for (const daysAgo of [0, 40]) await alerts.putIfAbsent(anAlert(budgetId, daysAgo));
    }
    await api.call(`PUT /budgets/${id}`, { body: { name: 'Each' } });
    expect(await listed(api, `?status=open&budgetId=${id}`)).toEqual([id, id]);
    await api.call(`${method} /budgets/${id}`, body ? { body } : {});
    expect(await listed(api, `?status=open&budgetId=${id}`)).toEqual([]);
    expect(await listed(api, `?status=resolved&budgetId=${id}`)).toEqual([id, id]);
    expect(await listed(api, '?status=open')).toEqual([other.id, other.id]);
  });

  it('is resolved when the form’s limit is taken away', async () => {
    const api = await start();
    await api.call('PUT /budget/config', { body: { dailyLimit: '5' } });
    const key = {
      ...anAlert('organisation-daily', 0).key,
      value: { kind: 'organisation', id: '-' } as const,
    };
    await api.ports.alerting.alerts.putIfAbsent({ ...anAlert('x', 0), id: alertId(key), key });
    await api.call('PUT /budget/config', { body: { dailyLimit: '4' } });
    expect(await listed(api, '?status=open')).toEqual(['organisation-daily']);
    await api.call('PUT /budget/config', { body: { dailyLimit: null } });
    expect(await listed(api, '?status=open')).toEqual([]);
  });
});

describe('POST /alerts/test', () => {
  it('asks for a test over every channel that is set up', async () => {
    const api = await start();
    const plain = await api.call('POST /alerts/test', { body: {} });
    expect(plain.body).toMatchObject({
      kind: 'test',
      deliveries: [{ channel: 'event' }, { channel: 'email' }],
    });
    expect(api.waiting).toEqual([plain.body['id']]);
    await api.call('PUT /budget/config', {
      body: {
        slackWebhookUrl: 'https://hooks.slack.com/services/T/B/x',
        webhookUrl: 'https://hooks.example.com/costs',
        webhookSigningKey: 'a-signing-key-of-many-characters',
      },
    });
    expect((await api.call('POST /alerts/test', { body: {} })).body).toMatchObject({
      deliveries: ['event', 'email', 'slack', 'webhook'].map((channel) => ({ channel })),
    });
  });
});

describe('a change of a budget', () => {
  it('has its scope checked at once', async () => {
    const api = await start();
    await api.call('PUT /budget/config', { body: { dailyLimit: '5' } });
    const made = await api.call('POST /budgets', {
      body: { scope: { kind: 'user', id: '*' }, period: 'daily', limitShareOfRevenue: '0.1' },
    });
    await api.call(`PUT /budgets/${String(made.body['id'])}`, { body: { enforcement: 'alert' } });
    await api.call('POST /revenue', { body: { period: '2026-11-20', usd: '10' } });
    const each = '["user","","*"]';
    expect(api.checked).toEqual(['["organisation","","-"]', each, each, each]);
  });
});

describe('secrets of webhooks', () => {
  it('are in no answer and not in the table', async () => {
    const api = await start();
    const secretTexts = ['https://hooks.example.com/costs?token=hidden', 'a-signing-key-of-many-characters'];
    const [webhookUrl, webhookSigningKey] = secretTexts;
    const put = await api.call('PUT /budget/config', { body: { webhookUrl, webhookSigningKey } });
    expect(put.body).toMatchObject({ webhookSet: true, webhookAlerts: false });
    const stored = JSON.stringify(await api.ports.budgets.store.load(), (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    for (const text of secretTexts) {
      expect(put.text).not.toContain(text);
      expect(stored).not.toContain(text);
    }
    const off = await api.call('PUT /budget/config', { body: { webhookUrl: null, webhookSigningKey: null } });
    expect(off.body).toMatchObject({ webhookSet: false });
  });

  it.each([
    ['slackWebhookUrl', 'https://169.254.169.254/latest'],
    ['webhookUrl', 'https://localhost/x'],
    ['webhookUrl', 'http://example.com/x'],
    ['webhookSigningKey', 'short'],
  ])('refuses %s %s', async (field, value) => {
    const { status, body } = await (await start()).call('PUT /budget/config', { body: { [field]: value } });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ field }] });
  });

  it('cannot be kept by a stage without a key, which says the way out', async () => {
    await expect(secrets.encrypt('https://hooks.example.com/x')).rejects.toThrow('webhooks: true');
    const api = await start();
    const ports = { ...api.ports, budgets: { ...api.ports.budgets, secrets } };
    const at = Date.parse('2026-11-20T12:00:00Z');
    for (const [field, value] of [
      ['slackWebhookUrl', 'https://hooks.slack.com/services/x'],
      ['webhookSigningKey', 'a-signing-key-of-many-characters'],
    ] as const) {
      const change = changeForm({ [field]: value }, 'ada', at, { ...ports.budgets, development: false });
      await expect(change).rejects.toMatchObject({ fields: [{ field }] });
    }
  });
});
