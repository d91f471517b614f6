import { ulid } from 'ulid';
import type { Alert, ChannelName } from '../../../core/alerts/alert.ts';
import { type Channels, OutcomeUnknownError } from '../../../core/alerts/alert-ports.ts';
import { type BudgetCheck, createBudgetCheck } from '../../../core/alerts/check-budgets.ts';
import { deliverAlerts, type DeliverPorts } from '../../../core/alerts/deliver-alert.ts';
import { SpendCache } from '../../../core/budgets/spend-cache.ts';
import { ProjectionCurves } from '../../../core/forecast/projection-curve.ts';
import { LeaseBook, type LeaseSettings } from '../../../core/gate/lease-book.ts';
import type { AuthorizePorts } from '../../../core/gate/take-hold.ts';
import * as stores from '../../../lambdas/composition/stores.ts';
import { currentInvocation } from '../invocation.ts';
import { openSandbox, type SandboxOptions } from '../sandboxes.ts';

const { ahead, alerts, books, budgets, curves, gateOutbox, held, holds, lastCheck, spend, totals } = stores;
const MAKERS = { ahead, alerts, books, budgets, curves, gateOutbox, held, holds, lastCheck, spend, totals };

/** The stores that know budgets, on a history's table. */
export function budgetStores(options: SandboxOptions) {
  return openSandbox(options, MAKERS);
}

/** What a function of the gate has, and keeps for as long as it runs. */
export function gateContainer(options: SandboxOptions, leases?: LeaseSettings): AuthorizePorts {
  const { now, choices, timeZone } = options;
  const stored = budgetStores(options);
  return {
    ...stored,
    spend: new SpendCache(stored.spend, { now }, timeZone),
    prices: {
      current: () => Promise.resolve(options.prices()),
      last: () => Promise.resolve({ book: options.prices() }),
    },
    random: choices.uniform,
    organisationLanes: 1,
    leases: new LeaseBook(leases),
    standIn: () => undefined,
    timeZone,
    log: { leftToExpiry: () => undefined },
  };
}

/** Something outside of the table that a function asks: it waits for its fate as calls of the table do. */
export async function askOutside(operation: string, send: () => void): Promise<void> {
  const sent = () => Promise.resolve(send()).then(() => ({}));
  const invocation = currentInvocation.getStore();
  await (invocation ? invocation.ask(operation, sent) : sent());
}

/** What arrived of alerts: `<alert> <channel>`, once for each time. */
export type Arrivals = string[];

/** The check of budgets as a function has it; alerts that leave it arrive in the list, or get lost on their way. */
export function checkContainer(
  options: SandboxOptions,
  arrivals: Arrivals,
  pass: (ms: number) => void,
): BudgetCheck {
  const { now, choices, timeZone } = options;
  const clock = { now };
  const stored = budgetStores(options);
  const ports: DeliverPorts = {
    alerts: stored.alerts,
    channels: channelsTo(arrivals),
    clock,
    wait: async (ms) => {
      await currentInvocation.getStore()?.pause();
      pass(ms);
    },
    newId: () => ulid(now(), choices.uniform),
    log: { delivered: () => undefined, failed: () => undefined, heldBack: () => undefined },
  };
  return createBudgetCheck({
    ...stored,
    store: stored.budgets,
    states: { spend: stored.spend, held: stored.held, timeZone },
    outbox: stored.gateOutbox,
    events: { gateChanged: () => askOutside('publish a turned gate', () => undefined) },
    gateLog: { untold: () => undefined },
    curves: new ProjectionCurves({ store: stored.curves, spend: stored.spend, timeZone }),
    mailOf: () => Promise.resolve(undefined),
    deliver: (waiting) => deliverAlerts(waiting, ports),
    clock,
  });
}

function channelsTo(arrivals: Arrivals): Channels {
  const send = async (list: readonly Alert[], channel: ChannelName) => {
    const names = list.map(({ id }) => `${id} ${channel}`);
    try {
      await askOutside(`send ${names.join(', ')}`, () => void arrivals.push(...names));
    } catch (error) {
      // The one refusal of a fault that says for sure that nothing was taken.
      if (error instanceof Error && error.name === 'ProvisionedThroughputExceededException') throw error;
      throw new OutcomeUnknownError('the answer was lost', { cause: error });
    }
  };
  const channel = (name: ChannelName) => ({ send: (alert: Alert) => send([alert], name) });
  return {
    event: channel('event'),
    email: { ...channel('email'), sendTogether: (list) => send(list, 'email') },
    'user-email': channel('user-email'),
    slack: channel('slack'),
    webhook: channel('webhook'),
  };
}
