import type { Clock, Instant } from '../time/ledger-time.ts';
import { type Alert, CHANNELS, type ChannelName, type Delivery } from './alert.ts';
import {
  type AlertStore,
  CannotDeliverError,
  type Channels,
  type DeliveryOutcome,
  OutcomeUnknownError,
} from './alert-ports.ts';

/** Nobody else sends while this lasts; far longer than any channel takes to answer or give up. */
const LEASE_MS = 60_000;
/** Tries of the run that raised the alert, with short pauses; later runs try once each. */
const TRIES_AT_ONCE = 4;
/** With a run every quarter of an hour: two hours, then the delivery is shown as FAILED. */
const MOST_ATTEMPTS = 12;
/** A second attempt that may have arrived is the last: a reader gets an alert twice at most. */
const MOST_UNKNOWN = 2;
const FIRST_PAUSE_MS = 250;

export interface DeliverPorts {
  readonly alerts: Pick<AlertStore, 'claim' | 'settle'>;
  readonly channels: Channels;
  readonly clock: Clock;
  /** Waits this long. */
  readonly wait: (ms: number) => Promise<void>;
  /** A name for who sends, new each time. */
  readonly newId: () => string;
  readonly log: DeliveryLog;
}

/** Deliveries that can be seen from outside, without amounts or addresses. */
interface DeliveryLog {
  delivered(event: { alertId: string; channel: ChannelName; attempts: number; milliseconds: number }): void;
  failed(event: {
    alertId: string;
    channel: ChannelName;
    attempts: number;
    final: boolean;
    error: string;
  }): void;
}

/** Sends an alert over every channel that waits for it. Rejects only when the store does, after all channels. */
export async function deliverAlert(alert: Alert, ports: DeliverPorts): Promise<void> {
  const waiting = CHANNELS.filter((channel) => alert.deliveries.get(channel)?.status === 'PENDING');
  const ends = await Promise.allSettled(waiting.map((channel) => deliver(alert, channel, ports)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

async function deliver(alert: Alert, channel: ChannelName, ports: DeliverPorts): Promise<void> {
  for (;;) {
    const now = ports.clock.now();
    const by = ports.newId();
    const claimed = await ports.alerts.claim(alert.id, channel, by, now, now + LEASE_MS);
    if (!claimed) return;
    const outcome = await attempt(alert, channel, claimed, ports);
    await ports.alerts.settle(alert.id, channel, by, outcome);
    report(alert, channel, claimed, outcome, ports);
    if (outcome.status !== 'PENDING' || claimed.attempts >= TRIES_AT_ONCE) return;
    await ports.wait(Math.max(0, outcome.nextAt - ports.clock.now()));
  }
}

/** Claimed counts this attempt already; one whose predecessors were lost too often is not made. */
async function attempt(
  alert: Alert,
  channel: ChannelName,
  claimed: Delivery,
  { channels, clock }: DeliverPorts,
): Promise<DeliveryOutcome> {
  if (claimed.unknown >= MOST_UNKNOWN) {
    const error = 'two attempts ended without an answer: it may have arrived twice, so it is not sent again';
    return { status: 'FAILED', unknown: false, error };
  }
  try {
    await channels[channel].send(alert);
    return { status: 'SENT', at: clock.now() };
  } catch (cause) {
    return outcomeOf(cause, claimed, clock.now());
  }
}

function outcomeOf(cause: unknown, { attempts, unknown }: Delivery, at: Instant): DeliveryOutcome {
  const error = (cause instanceof Error ? cause.message : String(cause)).slice(0, 300);
  const lost = cause instanceof OutcomeUnknownError;
  const over =
    cause instanceof CannotDeliverError || attempts >= MOST_ATTEMPTS || (lost && unknown + 1 >= MOST_UNKNOWN);
  if (over) return { status: 'FAILED', unknown: lost, error };
  return {
    status: 'PENDING',
    unknown: lost,
    error,
    nextAt: at + FIRST_PAUSE_MS * 2 ** Math.min(attempts, 6),
  };
}

function report(
  { id: alertId, createdAt }: Alert,
  channel: ChannelName,
  { attempts }: Delivery,
  outcome: DeliveryOutcome,
  { log }: DeliverPorts,
): void {
  if (outcome.status === 'SENT') {
    log.delivered({ alertId, channel, attempts, milliseconds: outcome.at - createdAt });
  } else {
    log.failed({ alertId, channel, attempts, final: outcome.status === 'FAILED', error: outcome.error });
  }
}
