import { ulid } from 'ulid';
import type { Alert } from '../../core/alerts/alert.ts';
import type { AlertStore, Channels } from '../../core/alerts/alert-ports.ts';
import { deliverAlerts, type DeliverPorts } from '../../core/alerts/deliver-alert.ts';
import { mailAllowance } from '../../core/alerts/mail-allowance.ts';
import { createBudgetCheck, type BudgetCheck } from '../../core/alerts/check-budgets.ts';
import { ProjectionCurves } from '../../core/forecast/projection-curve.ts';
import { ledgerSettingsSchema, type LedgerSettings } from '../../contracts/ledger-settings.ts';
import { catalogueSource } from './catalogue-source.ts';
import { budgetServices, type BudgetServices } from '../../lambdas/support/budget-services.ts';
import { ledgerOn } from '../../testing/ledger-on.ts';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The real check over a table of the embedded engine; what leaves it is written down here. */
export interface TestBudgetCheck {
  readonly check: BudgetCheck;
  readonly budgets: BudgetServices;
  readonly alerts: AlertStore;
  /** Alerts that arrived, by channel. */
  readonly sent: { readonly channel: string; readonly id: string }[];
  readonly failures: { readonly alertId: string; readonly final: boolean }[];
  readonly gates: string[];
  readonly heldBack: readonly number[];
  readonly ports: DeliverPorts;
  /** The check's time; waiting moves it. */
  now: number;
}

export interface BudgetCheckOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly now: number;
  readonly settings?: Partial<LedgerSettings>;
  /** Mails and Slack take several alerts at once. */
  readonly together?: boolean;
  /** Called before a channel takes an alert: what it throws is the channel's failure. */
  readonly beforeSend?: (alert: Alert, channel: string) => void | Promise<void>;
  /** Called before and after a turn of a gate is published, with its id: what they throw is an outage or a crash. */
  readonly beforeTell?: (id: string) => void | Promise<void>;
  readonly afterTell?: (id: string) => void | Promise<void>;
  /** Called after a channel took an alert: what it throws is a crash before it is noted. */
  readonly afterSend?: (alert: Alert, channel: string) => void | Promise<void>;
}

export function startBudgetCheck(options: BudgetCheckOptions): TestBudgetCheck {
  const { client, table, beforeSend, afterSend } = options;
  const settings = ledgerSettingsSchema.parse({ trackedTags: ['tier'], ...options.settings });
  const checking = { now: options.now };
  const clock = { now: () => checking.now };
  const ledger = ledgerOn(client, table, settings, clock);
  const budgets = budgetServices(
    { ...ledger, prices: catalogueSource(settings) },
    {
      secrets: { encrypt: (clear) => Promise.resolve(clear), decrypt: (sealed) => Promise.resolve(sealed) },
      log: { leftToExpiry: () => undefined },
      development: false,
    },
  );
  const sent: TestBudgetCheck['sent'] = [];
  const failures: TestBudgetCheck['failures'] = [];
  const gates: string[] = [];
  /** Mails that were left for a later hour, list by list. */
  const heldBack: number[] = [];
  const channel = (name: string) => ({
    send: async (alert: Alert) => {
      await beforeSend?.(alert, name);
      sent.push({ channel: name, id: alert.id });
      await afterSend?.(alert, name);
    },
  });
  const sendTogether = async (group: readonly Alert[]) => {
    for (const alert of group) await beforeSend?.(alert, 'together');
    sent.push({ channel: 'together', id: group.map(({ id }) => id).join(' ') });
  };
  const slackTogether = (group: readonly Alert[]) => {
    sent.push({ channel: 'slack together', id: group.map(({ id }) => id).join(' ') });
    return Promise.resolve();
  };
  const channels: Channels = {
    event: channel('event'),
    email: { ...channel('email'), ...(options.together ? { sendTogether } : {}) },
    'user-email': { ...channel('user-email'), ...(options.together ? { sendTogether } : {}) },
    slack: { ...channel('slack'), ...(options.together ? { sendTogether: slackTogether } : {}) },
    webhook: channel('webhook'),
  };
  const { alerts } = ledger;
  const ports: DeliverPorts = {
    alerts,
    channels,
    clock,
    wait: (ms) => {
      checking.now += ms;
      return Promise.resolve();
    },
    newId: () => ulid(),
    takeMail: mailAllowance(ledger.counters.mails, clock, settings.mailsPerHour),
    log: {
      delivered: () => undefined,
      heldBack: ({ mails }) => void heldBack.push(mails),
      failed: ({ alertId, final }) => void failures.push({ alertId, final }),
    },
  };
  const check = createBudgetCheck({
    ...budgets,
    totals: ledger.totals,
    alerts,
    events: {
      gateChanged: async ({ id, key, gate }) => {
        await options.beforeTell?.(id);
        gates.push(`${key.budgetId} ${gate}`);
        await options.afterTell?.(id);
      },
    },
    gateLog: { untold: () => undefined },
    lastCheck: ledger.lastCheck,
    curves: new ProjectionCurves({ ...budgets.states, store: ledger.curves }),
    mailOf: (userId) => Promise.resolve(userId.includes('@') ? userId : undefined),
    deliver: (waiting) => deliverAlerts(waiting, ports),
    clock,
  });
  return Object.assign(checking, { check, budgets, alerts, sent, failures, gates, heldBack, ports });
}
