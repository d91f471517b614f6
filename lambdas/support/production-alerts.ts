import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@aws-lambda-powertools/logger';
import { ulid } from 'ulid';
import { userMail } from '../../adapters/dynamo/user-mail.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { DynamoAdviceStore } from '../../adapters/dynamo/optimization-store.ts';
import { DynamoAlertStore } from '../../adapters/dynamo/alert-store.ts';
import { DynamoBudgetReader } from '../../adapters/dynamo/budget-reader.ts';
import { DynamoCurveStore } from '../../adapters/dynamo/curve-store.ts';
import { DynamoGateOutbox } from '../../adapters/dynamo/gate-outbox.ts';
import { DynamoLastCheck } from '../../adapters/dynamo/last-check.ts';
import { DynamoHeldStore } from '../../adapters/dynamo/held-store.ts';
import { DynamoSpendReader } from '../../adapters/dynamo/scope-spend-reader.ts';
import { BudgetBookCache } from '../../core/budgets/budget-book.ts';
import { stageBudgets } from '../../core/budgets/stage-budgets.ts';
import { openAdvice } from '../../core/savings/open-optimizations.ts';
import type { OpenRecommendation } from '../../core/mail/report-mail-content.ts';
import { ProjectionCurves } from '../../core/forecast/projection-curve.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { documentClient, type DocumentClient, onceClient } from '../../adapters/dynamo/document-client.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { busPublisher } from '../../adapters/eventbridge/event-publisher.ts';
import { sesMailer } from '../../adapters/ses/ses-mailer.ts';
import { webhookPoster } from '../../adapters/webhooks/webhook-poster.ts';
import type { Alert } from '../../core/alerts/alert.ts';
import { alertFacts } from '../../core/alerts/alert-facts.ts';
import { alertChannels } from '../../core/alerts/channels.ts';
import { deliverAlert, type DeliverPorts } from '../../core/alerts/deliver-alert.ts';
import { watchBudgets, type WatchBudgets } from '../../core/alerts/watch-budgets.ts';
import { secrets } from './secrets.ts';
import { findVariable, readSettings, readVariable } from './read-environment.ts';

interface Watching {
  readonly logger: Logger;
  /** Called for each delivery that was given up. */
  readonly onFailed: () => void;
}

/** The watch over budgets as it is deployed. */
export function productionWatch({ logger, onFailed }: Watching): WatchBudgets {
  const settings = readSettings();
  const client = documentClient();
  const table = readVariable('tableName');
  const budgets = readBudgets(client, table, settings);
  const totals = new DynamoTotalsReader(client, table, settings.lanes);
  const alerts = new DynamoAlertStore(client, table);
  const events = busPublisher(readVariable('eventBusName'));
  const sender = findVariable('mailSender');
  const mailOf = async (userId: string) =>
    (await userMail(client, table, userId)) ?? (MAIL.test(userId) ? userId : undefined);
  const channels = alertChannels({
    ...budgets,
    events,
    mailer: sender === undefined ? undefined : sesMailer(sender),
    poster: webhookPoster,
    facts: (alert) =>
      alertFacts(alert, {
        totals,
        timeZone: settings.timeZone,
        recommendations: () => openRecommendations(client, table),
      }),
    mailOf,
    dashboardUrl: findVariable('dashboardUrl'),
    clock: systemClock,
  });
  const ports: DeliverPorts = {
    alerts,
    channels,
    clock: systemClock,
    wait: (ms) => sleep(ms),
    newId: () => ulid(systemClock.now()),
    log: {
      delivered: (event) => logger.info('alert delivered', event),
      failed: (event) => {
        logger.warn('alert not delivered', event);
        if (event.final) onFailed();
      },
    },
  };
  return watchBudgets({
    ...budgets,
    totals,
    alerts,
    events,
    outbox: new DynamoGateOutbox(client, table),
    lastCheck: new DynamoLastCheck(client, table),
    gateLog: { untold: (event) => logger.warn('a turned gate was not told yet', { ...event }) },
    mailOf,
    deliver: (alert: Alert) => deliverAlert(alert, ports),
    clock: systemClock,
  });
}

/** Advice that waits for a decision, the largest saving first. */
async function openRecommendations(client: DocumentClient, table: string): Promise<OpenRecommendation[]> {
  const open = await openAdvice(new DynamoAdviceStore(client, table));
  return open.map(({ optimisation: { title, effort, estimatedSaving: saving } }) => ({
    title,
    effort,
    saving,
  }));
}

/** Budgets for reading and for gates: it changes none. */
function readBudgets(reads: DocumentClient, table: string, settings: LedgerSettings) {
  const { timeZone, trackedTags, lanes } = settings;
  const store = new DynamoBudgetReader(reads, table, () => ulid(systemClock.now()));
  const held = new DynamoHeldStore({ reads, once: onceClient() }, table, systemClock);
  const spend = new DynamoSpendReader(reads, table, lanes);
  return {
    store,
    books: new BudgetBookCache(store, stageBudgets(settings, { timeZone, trackedTags })),
    held,
    states: { spend, held, timeZone },
    secrets,
    curves: new ProjectionCurves({ store: new DynamoCurveStore(reads, table), spend, timeZone }),
    development: findVariable('stage') === 'dev',
  };
}

/** Stages whose userId is a mail address. */
const MAIL = /^[^\s@<>,;"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
