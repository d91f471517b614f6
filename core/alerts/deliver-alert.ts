import { cutText } from '../../contracts/cut-text.ts';
import { inBatches } from '../in-batches.ts';
import type { Clock, Instant } from '../time/ledger-time.ts';
import {
  type Alert,
  alertFamily,
  CHANNELS,
  type ChannelName,
  type Delivery,
  MAIL_CHANNELS,
} from './alert.ts';
import {
  type AlertStore,
  CannotDeliverError,
  type Channels,
  type DeliveryLog,
  type DeliveryOutcome,
  OutcomeUnknownError,
} from './alert-ports.ts';

/** No other function sends while this lasts; far longer than any channel takes to answer or give up. */
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
  /** Counts one mail; false when this hour has had its number. Absent: no limit. */
  readonly takeMail?: (() => Promise<boolean>) | undefined;
}

/**
 * Channels that people read, and which alerts go into one message: mails to the recipients those of a budget, mails to
 * a user and Slack those of one crossing.
 */
const MESSAGES = {
  email: ({ key }: Alert) => key.budgetId,
  'user-email': ({ key }: Alert) => alertFamily(key),
  slack: ({ key }: Alert) => alertFamily(key),
} as const;
type MessageChannel = keyof typeof MESSAGES;
const MESSAGE_CHANNELS = Object.keys(MESSAGES) as readonly MessageChannel[];

/**
 * Sends alerts over every channel that waits for them. Mails to the recipients of the form go by budget: several alerts
 * of one budget are one mail; a user gets one for each crossing of theirs, whatever number of thresholds, and so does
 * Slack. What the hour's number of mails leaves no room for waits, and goes together with what joins it. Rejects only
 * when the store does, after all channels.
 */
export async function deliverAlerts(alerts: readonly Alert[], given: DeliverPorts): Promise<void> {
  let mails = 0;
  const takeMail = async () => {
    const isTaken = given.takeMail === undefined || (await given.takeMail());
    if (!isTaken) mails++;
    return isTaken;
  };
  const ports = { ...given, takeMail };
  const groups = MESSAGE_CHANNELS.flatMap((channel) => {
    const waiting = alerts.filter((alert) => alert.kind === 'budget' && waits(alert, channel));
    const together = [...Map.groupBy(waiting, MESSAGES[channel]).values()].filter(({ length }) => length > 1);
    return together.map((group) => ({ channel, group }));
  });
  const grouped = new Set(groups.flatMap(({ channel, group }) => group.map(({ id }) => `${channel} ${id}`)));
  const alone = inBatches(alerts, (alert) =>
    settled(deliverAlert(alert, (channel) => grouped.has(`${channel} ${alert.id}`), ports)),
  );
  const together = inBatches(groups, ({ channel, group }) => settled(deliverTogether(group, channel, ports)));
  const ends = [...(await alone), ...(await together)];
  if (mails > 0) given.log.heldBack({ mails });
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

async function settled(work: Promise<void>): Promise<PromiseSettledResult<void>> {
  const [end] = await Promise.allSettled([work]);
  return end;
}

function waits(alert: Alert, channel: ChannelName): boolean {
  return alert.deliveries.get(channel)?.status === 'PENDING';
}

async function deliverAlert(
  alert: Alert,
  isGrouped: (channel: ChannelName) => boolean,
  ports: DeliverPorts,
): Promise<void> {
  const waiting = CHANNELS.filter((channel) => waits(alert, channel) && !isGrouped(channel));
  const ends = await Promise.allSettled(waiting.map((channel) => deliver(alert, channel, ports)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

async function mayMail(ports: DeliverPorts): Promise<boolean> {
  return ports.takeMail === undefined || ports.takeMail();
}

/** One message for several alerts: each delivery is taken, tried and noted as if it went alone. */
async function deliverTogether(
  group: readonly Alert[],
  channel: MessageChannel,
  ports: DeliverPorts,
): Promise<void> {
  for (;;) {
    if (MAIL_CHANNELS.includes(channel) && !(await mayMail(ports))) return;
    const now = ports.clock.now();
    const by = ports.newId();
    const taken = await inBatches(group, async (alert) => ({
      alert,
      claimed: await ports.alerts.claim(alert.id, channel, by, now, now + LEASE_MS),
    }));
    const mine = taken.flatMap(({ alert, claimed }) => (claimed ? [{ alert, claimed }] : []));
    if (mine.length === 0) return;
    const outcomes = await attemptTogether(mine, channel, ports);
    await inBatches(outcomes, async ({ alert, claimed, outcome }) => {
      await ports.alerts.settle(alert.id, channel, by, outcome);
      report(alert, channel, claimed, outcome, ports);
    });
    const again = outcomes.flatMap(({ outcome, claimed }) =>
      outcome.status === 'PENDING' && claimed.attempts < TRIES_AT_ONCE ? [outcome.nextAt] : [],
    );
    if (again.length === 0) return;
    await ports.wait(Math.max(0, Math.max(...again) - ports.clock.now()));
  }
}

interface Taken {
  readonly alert: Alert;
  readonly claimed: Delivery;
}

async function attemptTogether(
  mine: readonly Taken[],
  channel: MessageChannel,
  ports: DeliverPorts,
): Promise<(Taken & { readonly outcome: DeliveryOutcome })[]> {
  const isLost = ({ claimed }: Taken) => claimed.unknown >= MOST_UNKNOWN;
  const open = mine.filter((one) => !isLost(one));
  const { sendTogether } = ports.channels[channel];
  let failure: { readonly cause: unknown } | undefined;
  const [first] = open;
  if (first && open.length > 1 && sendTogether) {
    try {
      await sendTogether(open.map(({ alert }) => alert));
    } catch (cause) {
      failure = { cause };
    }
    const at = ports.clock.now();
    return mine.map((one) => ({ ...one, outcome: outcomeTogether(one, isLost(one), failure, at) }));
  }
  return inBatches(mine, async (one) => ({
    ...one,
    outcome: await attempt(one.alert, channel, one.claimed, ports),
  }));
}

function outcomeTogether(
  { claimed }: Taken,
  isLost: boolean,
  failure: { readonly cause: unknown } | undefined,
  at: Instant,
): DeliveryOutcome {
  if (isLost) return TWICE_LOST;
  return failure ? outcomeOf(failure.cause, claimed, at) : { status: 'SENT', at };
}

async function deliver(alert: Alert, channel: ChannelName, ports: DeliverPorts): Promise<void> {
  for (;;) {
    if (MAIL_CHANNELS.includes(channel) && !(await mayMail(ports))) return;
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

const TWICE_LOST: DeliveryOutcome = {
  status: 'FAILED',
  unknown: false,
  error: 'two attempts ended without an answer: it may have arrived twice, so it is not sent again',
};

/** Claimed counts this attempt already; one whose predecessors were lost too often is not made. */
async function attempt(
  alert: Alert,
  channel: ChannelName,
  claimed: Delivery,
  { channels, clock }: DeliverPorts,
): Promise<DeliveryOutcome> {
  if (claimed.unknown >= MOST_UNKNOWN) return TWICE_LOST;
  try {
    await channels[channel].send(alert);
    return { status: 'SENT', at: clock.now() };
  } catch (cause) {
    return outcomeOf(cause, claimed, clock.now());
  }
}

function outcomeOf(cause: unknown, { attempts, unknown }: Delivery, at: Instant): DeliveryOutcome {
  const error = cutText(cause instanceof Error ? cause.message : String(cause), 300);
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
  { id: alertId, correlationId, createdAt }: Alert,
  channel: ChannelName,
  { attempts }: Delivery,
  outcome: DeliveryOutcome,
  { log }: DeliverPorts,
): void {
  if (outcome.status === 'SENT') {
    log.delivered({ alertId, correlationId, channel, attempts, milliseconds: outcome.at - createdAt });
  } else {
    log.failed({
      alertId,
      correlationId,
      channel,
      attempts,
      final: outcome.status === 'FAILED',
      error: outcome.error,
    });
  }
}
