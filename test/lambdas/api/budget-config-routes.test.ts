import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, type TestLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

let dynamo: TestDynamo;
let tables = 0;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function start(settings = {}): Promise<TestApi & { ledger: TestLedger }> {
  const table = `budget-config-${tables++}`;
  const ledger = await startLedger(dynamo, table, { now: () => NOW });
  return { ...startApi(dynamo, table, { settings }), ledger };
}

function allDay(name: string, scope: object, more: object = {}) {
  return { id: name, name, scope, period: 'daily', limitUsd: '0.0001', ...more };
}

describe("the organisation's form", () => {
  it('is two budgets, changes what is named and never shows the webhook', async () => {
    const api = await start();
    expect((await api.call('GET /budget/config')).body).toMatchObject({
      monthlyLimit: null,
      warningThreshold: 80,
    });
    const url = 'https://hooks.slack.com/services/T0/B0/secret';
    await api.call('PUT /budget/config', {
      body: { monthlyLimit: 412, dailyLimit: '14', slackWebhookUrl: url },
    });
    const { body, text } = await api.call('PUT /budget/config', {
      body: { criticalThreshold: 95.5, emailRecipients: ['ops@example.com'] },
    });
    expect(body).toMatchObject({
      monthlyLimit: '412',
      dailyLimit: '14',
      criticalThreshold: 95.5,
      emailRecipients: ['ops@example.com'],
      slackWebhookSet: true,
    });
    expect(text).not.toContain('hooks.slack.com');
    const { budgets } = (await api.call('GET /budgets')).body as unknown as { budgets: { id: string }[] };
    expect(budgets.map(({ id }) => id)).toEqual(['organisation-monthly', 'organisation-daily']);
    const detail = await api.call('GET /budgets/organisation-daily');
    expect(detail.body).toMatchObject({ limitUsd: '14', source: 'form', changes: [{ by: 'admin-1' }, {}] });
    expect((await api.call('DELETE /budgets/organisation-daily')).status).toBe(409);
    await api.call('PUT /budget/config', { body: { dailyLimit: null } });
    expect((await api.call('GET /budgets/organisation-daily')).status).toBe(404);
  });

  it('takes no channel that could not tell anybody, and says what to do', async () => {
    const api = await start({ mails: false });
    expect((await api.call('GET /budget/config')).body).toMatchObject({ emailAlerts: false });
    const put = async (body: object) => (await api.call('PUT /budget/config', { body })).body;
    expect(await put({ monthlyLimit: 412, emailRecipients: ['ops@example.com'] })).toMatchObject({
      status: 400,
      errors: [{ field: 'emailRecipients', message: expect.stringContaining('mailSender') as string }],
    });
    expect(await put({ slackAlerts: true })).toMatchObject({ errors: [{ field: 'slackWebhookUrl' }] });
    expect(await put({ monthlyLimit: 412 })).toMatchObject({ monthlyLimit: '412', emailAlerts: false });
    const budget = { scope: { kind: 'user', id: '*' }, period: 'daily', limitUsd: '1' };
    const made = await api.call('POST /budgets', { body: budget });
    expect(made).toMatchObject({ status: 201, body: { channels: [] } });
    const refused = await api.call('POST /budgets', { body: { ...budget, channels: ['email', 'slack'] } });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{}, {}] } });
  });

  it.each([
    ['slack', { slackWebhookUrl: 'https://hooks.slack.com/services/x' }, { slackWebhookUrl: null }],
    [
      'webhook',
      { webhookUrl: 'https://example.com/x', webhookSigningKey: 'k'.repeat(20) },
      { webhookUrl: null },
    ],
    [
      'webhook',
      { webhookUrl: 'https://example.com/x', webhookSigningKey: 'k'.repeat(20) },
      { webhookSigningKey: null },
    ],
    ['email', { emailRecipients: ['ops@example.com'] }, { emailRecipients: [] }],
  ])('takes %s from no budget that names it, and says from which', async (channel, given, taken) => {
    const api = await start();
    const call = async (route: string, body: object) => await api.call(route, { body });
    const off = { emailAlerts: false };
    expect((await call('PUT /budget/config', { ...given, ...off })).status).toBe(200);
    const budget = { name: 'Team A', scope: { kind: 'provider', id: 'aws' }, period: 'daily', limitUsd: '1' };
    const made = await call('POST /budgets', { ...budget, channels: [channel] });
    const id = String(made.body['id']);
    expect(await call('PUT /budget/config', taken)).toMatchObject({
      status: 400,
      body: {
        errors: [
          { field: Object.keys(taken)[0], message: expect.stringContaining(`"Team A" (${id})`) as string },
        ],
      },
    });
    expect((await call('PUT /budget/config', { dailyLimit: '5' })).status).toBe(200);
    expect((await call(`PUT /budgets/${id}`, { channels: [] })).status).toBe(200);
    expect((await call('PUT /budget/config', taken)).status).toBe(200);
  });

  it.each([
    [{ emailRecipients: ['ops@example'] }, 'emailRecipients.0'],
    [{ slackWebhookUrl: 'http://hooks.slack.com/x' }, 'slackWebhookUrl'],
    [{ monthlyLimit: '-1' }, 'monthlyLimit'],
    [{ warningThreshold: 0 }, 'warningThreshold'],
    [{ monthlyLimt: '5' }, 'monthlyLimt'],
  ])('refuses %j', async (body, field) => {
    const { status, body: problem } = await (await start()).call('PUT /budget/config', { body });
    expect(status).toBe(400);
    expect(problem).toMatchObject({ errors: [{ field }] });
  });

  it.each([
    [{}, { warningThreshold: 101 }, 'warningThreshold', 'at most 100, the criticalThreshold'],
    [{}, { criticalThreshold: 79.5 }, 'criticalThreshold', 'at least 80, the warningThreshold'],
    [{}, { emergencyThreshold: 99 }, 'emergencyThreshold', 'at least 100, the criticalThreshold'],
    [{ emergencyThreshold: 200 }, { criticalThreshold: '200.1' }, 'criticalThreshold', 'at most 200, '],
    [{}, { warningThreshold: 90, criticalThreshold: 85 }, 'warningThreshold', 'at most 85, '],
    [{ criticalThreshold: 140 }, { warningThreshold: 160 }, 'warningThreshold', 'at most 140, '],
    [{ criticalThreshold: 140 }, { emergencyThreshold: 70 }, 'emergencyThreshold', 'at least 140, '],
  ])('after %j refuses thresholds that do not rise: %j', async (before, body, field, words) => {
    const api = await start();
    expect((await api.call('PUT /budget/config', { body: before })).status).toBe(200);
    const { status, body: problem } = await api.call('PUT /budget/config', { body });
    expect(status).toBe(400);
    expect(problem).toMatchObject({ errors: [{ field, message: expect.stringContaining(words) as string }] });
    expect((await api.call('GET /budget/config')).body).toMatchObject({ warningThreshold: 80 });
  });

  it('names everything that is wrong with a form, each field once', async () => {
    const api = await start();
    const refusal = async (body: object) => {
      const { status, body: problem } = await api.call('PUT /budget/config', { body });
      expect(status).toBe(400);
      const { errors, detail } = problem as unknown as { errors: { field: string }[]; detail: string };
      const fields = errors.map(({ field }) => field);
      expect(detail.split('; ').map((sentence) => sentence.split(' ')[0])).toEqual(fields);
      return fields;
    };
    const thresholds = { warningThreshold: 90, criticalThreshold: 80, emergencyThreshold: 50 };
    expect(await refusal({ ...thresholds, slackAlerts: true, webhookAlerts: true })).toEqual([
      'warningThreshold',
      'criticalThreshold',
      'slackWebhookUrl',
      'webhookUrl',
    ]);
    const addresses = { slackWebhookUrl: 'https://10.0.0.1/', webhookUrl: 'https://127.0.0.1/' };
    expect(await refusal(addresses)).toEqual(['slackWebhookUrl', 'webhookUrl']);
  });

  it('takes equal thresholds, all three at once, and other changes of a form whose stage has them wrong', async () => {
    const api = await start({ organisationBudget: { warningThreshold: 120 } });
    expect((await api.call('PUT /budget/config', { body: { dailyLimit: '5' } })).status).toBe(200);
    const body = { warningThreshold: 50, criticalThreshold: 50, emergencyThreshold: 75 };
    expect((await api.call('PUT /budget/config', { body })).body).toMatchObject(body);
  });

  it('is at 100 percent of a limit of 0 with the first cent, and at 0 before it', async () => {
    const api = await start({ organisationBudget: { dailyLimit: '0' } });
    const daily = async () => (await api.call('GET /budget/status')).body['daily'];
    expect(await daily()).toMatchObject({ percent: '0', severity: 'ok' });
    await api.ledger.record([usageEvent('e1')]);
    await api.ledger.aggregate([aDay('2026-11-20')]);
    expect(await daily()).toMatchObject({ limitUsd: '0', percent: '100', severity: 'emergency' });
  });

  it('is at what was spent, without a limit too', async () => {
    const api = await start({ organisationBudget: { dailyLimit: '0.0005' } });
    await api.ledger.record([usageEvent('e1')]);
    await api.ledger.aggregate([aDay('2026-11-20')]);
    const { body } = await api.call('GET /budget/status');
    expect(body).toMatchObject({
      monthly: { limitUsd: null, spentUsd: '0.000339', periodKey: '2026-11' },
      daily: {
        limitUsd: '0.0005',
        spentUsd: '0.000339',
        percent: '67.8',
        severity: 'ok',
        projectedUsd: '0.000678',
      },
      actions: { gate: 'allow', budgets: [] },
    });
  });

  it('names every budget that acts on all calls, the strictest first, however many others there are', async () => {
    const degrading = { thresholds: [{ percent: 100, gate: 'degrade' }], enforcement: 'alert' };
    const api = await start({
      budgets: [
        ...Array.from({ length: 210 }, (_, index) =>
          allDay(`of-user-${index}`, { kind: 'user', id: `user-${index}` }),
        ),
        allDay('a-degrading', { kind: 'organisation' }, degrading),
        allDay('z-denying', { kind: 'organisation' }),
        allDay('z-off', { kind: 'organisation' }, { enabled: false }),
      ],
    });
    await api.ledger.record([usageEvent('e1')]);
    await api.ledger.aggregate([aDay('2026-11-20')]);
    expect((await api.call('GET /budget/status')).body).toMatchObject({
      actions: {
        gate: 'deny',
        budgets: [
          { id: 'z-denying', name: 'z-denying', gate: 'deny' },
          { id: 'a-degrading', name: 'a-degrading', gate: 'degrade' },
        ],
      },
    });
  });

  it('stops all calls at the emergency threshold until an admin lifts it', async () => {
    const api = await start({
      organisationBudget: {
        dailyLimit: '0.0001',
        autoScaleDown: true,
        emergencyStop: true,
        degradeTo: { '*': 'tiny' },
      },
    });
    await api.ledger.record([usageEvent('e1')]);
    await api.ledger.aggregate([aDay('2026-11-20')]);
    expect((await api.call('GET /budget/status')).body).toMatchObject({ actions: { gate: 'deny' } });
    const check = await api.call('POST /budgets/check', { body: {} });
    expect(check.body).toMatchObject({
      checked: 1,
      gateChanges: [{ budgetId: 'organisation-daily', gate: 'deny' }],
    });
    expect((await api.call('POST /budgets/check', { body: {} })).body).toMatchObject({ gateChanges: [] });
    const ask = () => api.call('POST /budgets/authorize', { body: { userId: 'u', estimateUsd: '0.00001' } });
    expect((await ask()).body).toMatchObject({ decision: 'deny', budgetIds: ['organisation-daily'] });
    expect((await api.call('POST /budgets/organisation-daily/lift', { body: {} })).body).toMatchObject({
      lifted: true,
    });
    expect((await ask()).body).toMatchObject({ decision: 'allow' });
    const { changes } = (await api.call('GET /budgets/organisation-daily')).body as unknown as {
      changes: object[];
    };
    expect(changes).toHaveLength(2);
    expect(changes).toContainEqual(expect.objectContaining({ by: 'admin-1' }));
  });
});
