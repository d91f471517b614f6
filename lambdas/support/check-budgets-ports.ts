import { setTimeout as sleep } from 'node:timers/promises';
import { busOnDemand } from './bus-on-demand.ts';
import type { Logger } from './logger.ts';
import { mailerOnDemand } from './mailer-on-demand.ts';
import { webhookPoster } from '../../adapters/webhooks/webhook-poster.ts';
import { alertFacts } from '../../core/alerts/alert-facts.ts';
import { alertChannels } from '../../core/alerts/channels.ts';
import { mailAllowance } from '../../core/alerts/mail-allowance.ts';
import { deliverAlerts, type DeliverPorts } from '../../core/alerts/deliver-alert.ts';
import { createBudgetCheck, type BudgetCheck } from '../../core/alerts/check-budgets.ts';
import { ProjectionCurves } from '../../core/forecast/projection-curve.ts';
import type { OpenOptimization } from '../../core/mail/report-mail-content.ts';
import { openOptimizations } from '../../core/optimizations/open-optimizations.ts';
import type { Ledger } from '../composition/ledger.ts';
import { modelNames } from './model-names.ts';
import { secrets } from './secrets.ts';
import { findVariable } from './read-environment.ts';

interface Reporting {
  readonly logger: Logger;
  /** Called for each delivery that was given up. */
  readonly onFailed: () => void;
}

type CheckLedger = Pick<
  Ledger,
  | 'optimizations'
  | 'alerts'
  | 'books'
  | 'budgetReader'
  | 'clock'
  | 'counters'
  | 'curves'
  | 'gateOutbox'
  | 'held'
  | 'lastCheck'
  | 'mailOf'
  | 'newId'
  | 'prices'
  | 'settings'
  | 'spend'
  | 'totals'
>;

/** The check of budgets with the stage's bus, mails and webhooks. */
export function deployedBudgetCheck(ledger: CheckLedger, { logger, onFailed }: Reporting): BudgetCheck {
  const { alerts, clock, gateOutbox, lastCheck, newId, totals } = ledger;
  const { timeZone } = ledger.settings;
  const budgets = readBudgets(ledger);
  const events = busOnDemand();
  const sender = findVariable('mailSender');
  const mailOf = async (userId: string) =>
    (await ledger.mailOf(userId)) ?? (MAIL.test(userId) ? userId : undefined);
  const channels = alertChannels({
    ...budgets,
    events,
    mailer: sender === undefined ? undefined : mailerOnDemand(sender),
    poster: webhookPoster(budgets.development),
    facts: (alert) =>
      alertFacts(alert, { totals, timeZone, optimizations: () => readOpenOptimizations(ledger) }),
    mailOf,
    dashboardUrl: findVariable('dashboardUrl'),
    clock,
  });
  const ports: DeliverPorts = {
    alerts,
    channels,
    clock,
    wait: (ms) => sleep(ms),
    newId,
    takeMail: mailAllowance(ledger.counters.mails, clock, ledger.settings.mailsPerHour),
    log: {
      heldBack: (event) =>
        logger.warn('mails wait for the next hour: this one has had the mailsPerHour of the stage', event),
      delivered: (event) => logger.info('alert delivered', { ...event }),
      failed: (event) => {
        logger.warn('alert not delivered', { ...event });
        if (event.final) onFailed();
      },
    },
  };
  const check = createBudgetCheck({
    ...budgets,
    totals,
    alerts,
    events,
    outbox: gateOutbox,
    lastCheck,
    gateLog: { untold: (event) => logger.warn('a turned gate was not told yet', { ...event }) },
    mailOf,
    deliver: (waiting) => deliverAlerts(waiting, ports),
    clock,
  });
  return knowing(check, modelNames(ledger, logger, 0));
}

/** A budget on a model means its ids and aliases, also those that came with a price pack a moment ago. */
function knowing(check: BudgetCheck, knowModels: () => Promise<void>): BudgetCheck {
  return {
    ...check,
    totalsChanged: async (...told) => {
      await knowModels();
      return check.totalsChanged(...told);
    },
    safetyNet: async () => {
      await knowModels();
      return check.safetyNet();
    },
  };
}

/** Optimizations that wait for a decision, the largest saving first. */
async function readOpenOptimizations({
  optimizations,
}: Pick<Ledger, 'optimizations'>): Promise<OpenOptimization[]> {
  const open = await openOptimizations(optimizations);
  return open.map(({ optimization: { title, effort, estimatedSaving: saving } }) => ({
    title,
    effort,
    saving,
  }));
}

/** Budgets for reading and for gates: it changes none. */
function readBudgets({ books, budgetReader, curves, held, settings, spend }: CheckLedger) {
  const { timeZone } = settings;
  return {
    store: budgetReader,
    books,
    held,
    states: { spend, held, timeZone },
    secrets,
    curves: new ProjectionCurves({ store: curves, spend, timeZone }),
    development: findVariable('stage') === 'dev',
  };
}

/** Stages whose userId is a mail address. */
const MAIL = /^[^\s@<>,;"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
