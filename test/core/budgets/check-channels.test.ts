import { describe, expect, it } from 'vitest';
import { checkBudgetChannels, checkFormChannels } from '../../../core/budgets/check-channels.ts';
import { type StoredForm, withDefaults } from '../../../core/budgets/organisation-form.ts';
import { InvalidInputError } from '../../../core/errors.ts';

const form = (stored: StoredForm = {}) => withDefaults(stored, {});
const SLACK = { sealedSlackWebhook: 'sealed' };
const WEBHOOK = { sealedWebhook: 'sealed', sealedWebhookKey: 'sealed' };

function fieldsOf(check: () => void): string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.fields.map(({ field }) => field);
    throw error;
  }
}

describe('checkFormChannels', () => {
  const off = { emailAlerts: false };
  it.each<[StoredForm, StoredForm, boolean, string[]]>([
    [off, { emailAlerts: true }, false, ['emailAlerts']],
    [off, { emailAlerts: true, emailRecipients: ['a@b.c'] }, false, ['emailRecipients', 'emailAlerts']],
    [off, { emailAlerts: false, emailRecipients: ['a@b.c'] }, false, ['emailRecipients']],
    [off, { emailAlerts: true, emailRecipients: ['a@b.c'] }, true, []],
    [off, { emailAlerts: true }, true, ['emailRecipients']],
    // A new ledger, as it is.
    [{}, { emailAlerts: true, emailRecipients: [] }, true, ['emailRecipients']],
    [{}, { emailRecipients: ['a@b.c'] }, true, []],
    [off, { ...off, slackAlerts: true }, true, ['slackWebhookUrl']],
    [off, { ...off, ...SLACK, slackAlerts: true }, true, []],
    [{ ...off, ...SLACK, slackAlerts: true }, { ...off, slackAlerts: true }, true, ['slackWebhookUrl']],
    [off, { ...off, webhookAlerts: true }, true, ['webhookUrl']],
    [off, { ...off, webhookAlerts: true, sealedWebhook: 'x' }, true, ['webhookSigningKey']],
    [off, { ...off, ...WEBHOOK, webhookAlerts: true }, true, []],
    // What was so before stays: the standard of a new ledger, settings of a stage.
    [{}, { monthlyLimit: undefined }, true, []],
    [{ slackAlerts: true }, { slackAlerts: true, autoScaleDown: true }, true, []],
  ])('from %j to %j with mail %s: %j', (before, after, mails, fields) => {
    expect(
      fieldsOf(() => checkFormChannels({ form: form(before), budgets: [] }, form(after), mails)),
    ).toEqual(fields);
  });

  it('says what to do', () => {
    expect(() =>
      checkFormChannels({ form: form(off), budgets: [] }, form({ emailAlerts: true }), false),
    ).toThrow(/set mailSender.* in config\/stages\.ts/);
  });
});

describe('checkBudgetChannels', () => {
  it.each([
    ['user', ['email'], [], {}, true, []],
    ['user', ['email'], [], {}, false, ['channels']],
    ['user', ['email'], ['email'], {}, false, []],
    ['organisation', ['email'], [], {}, true, ['channels']],
    ['organisation', ['email'], ['email'], {}, true, []],
    ['service', ['email'], [], { emailRecipients: ['a@b.c'] }, true, []],
    ['organisation', ['event'], [], {}, true, []],
    ['user', ['event'], [], {}, false, []],
    ['user', ['slack', 'webhook'], [], {}, true, ['channels', 'channels']],
    ['user', ['slack', 'webhook'], [], { ...SLACK, ...WEBHOOK }, true, []],
    ['user', ['webhook'], [], { sealedWebhook: 'sealed' }, true, ['channels']],
  ] as const)(
    'of %s, %j after %j with %j and mail %s: %j',
    (scope, channels, kept, stored, mails, fields) => {
      expect(fieldsOf(() => checkBudgetChannels(scope, channels, kept, form(stored), mails))).toEqual(fields);
    },
  );
});
