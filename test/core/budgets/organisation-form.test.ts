import { describe, expect, it } from 'vitest';
import {
  budgetsOfForm,
  formAnswer,
  type StoredForm,
  withDefaults,
} from '../../../core/budgets/organisation-form.ts';
import { ONE, parseUsd } from '../../../core/money/decimal.ts';

const usd = parseUsd;
const percent = (value: bigint) => value * ONE;

const ask = (stored: StoredForm) => {
  const { slackWebhookSet, webhookSet } = formAnswer(withDefaults(stored, {}));
  return [slackWebhookSet, webhookSet];
};

describe('the form of the organisation', () => {
  it('has what was stored, over what the stage brings, over the defaults', () => {
    const bare = withDefaults({}, {});
    expect(formAnswer(bare)).toEqual({
      monthlyLimit: null,
      dailyLimit: null,
      warningThreshold: 80,
      criticalThreshold: 100,
      emergencyThreshold: 150,
      emailAlerts: false,
      emailRecipients: [],
      slackAlerts: false,
      slackWebhookSet: false,
      webhookAlerts: false,
      webhookSet: false,
      projectedAlerts: true,
      autoScaleDown: false,
      emergencyStop: false,
      degradeTo: {},
    });
    const stage = {
      monthlyLimit: usd('5'),
      dailyLimit: usd('1'),
      emailRecipients: ['a@example.com'],
      warningThreshold: percent(50n),
    };
    const stored: StoredForm = {
      monthlyLimit: usd('7'),
      dailyLimit: undefined,
      criticalThreshold: percent(90n),
      emergencyThreshold: percent(200n),
      projectedAlerts: false,
      autoScaleDown: true,
      emergencyStop: true,
      degradeTo: { a: 'b' },
    };
    expect(formAnswer(withDefaults(stored, stage))).toMatchObject({
      monthlyLimit: '7',
      dailyLimit: '1',
      warningThreshold: 50,
      criticalThreshold: 90,
      emergencyThreshold: 200,
      emailAlerts: true,
      projectedAlerts: false,
      autoScaleDown: true,
      emergencyStop: true,
      degradeTo: { a: 'b' },
    });
  });

  it('says whether there are webhooks, and never where they are', () => {
    expect(ask({ sealedSlackWebhook: 's' })).toEqual([true, false]);
    expect(ask({ sealedWebhook: 'w' })).toEqual([false, false]);
    expect(ask({ sealedWebhookKey: 'k' })).toEqual([false, false]);
    expect(ask({ sealedWebhook: 'w', sealedWebhookKey: 'k' })).toEqual([false, true]);
    expect(JSON.stringify(formAnswer(withDefaults({ sealedWebhook: 'secret-w' }, {})))).not.toContain(
      'secret',
    );
  });

  it('makes a budget for each limit, with the channels and gates that are switched on', () => {
    expect(budgetsOfForm(withDefaults({}, {}))).toEqual([]);
    const form = withDefaults(
      { monthlyLimit: usd('5'), dailyLimit: usd('1'), slackAlerts: true, webhookAlerts: true },
      {},
    );
    expect(budgetsOfForm(form)).toMatchObject([
      {
        id: 'organisation-monthly',
        period: 'monthly',
        limit: { usd: usd('5') },
        enabled: true,
        channels: ['slack', 'webhook'],
      },
      { id: 'organisation-daily', period: 'daily', limit: { usd: usd('1') }, source: 'form' },
    ]);
    const [one] = budgetsOfForm(form);
    expect(one?.thresholds.map(({ severity, gate }) => [severity, gate])).toEqual([
      ['warning', undefined],
      ['critical', undefined],
      ['emergency', undefined],
    ]);
    const strict = { dailyLimit: usd('1'), autoScaleDown: true, emergencyStop: true, emailAlerts: true };
    const [other] = budgetsOfForm(withDefaults(strict, {}));
    expect(other?.thresholds.map(({ gate }) => gate)).toEqual([undefined, 'degrade', 'deny']);
    expect(other?.channels).toEqual(['email']);
  });
});
