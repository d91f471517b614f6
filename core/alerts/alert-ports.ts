import type { GateTurn } from '../budgets/budget-ports.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { Alert, ChannelName, Delivery } from './alert.ts';
import type { ChangedScope } from './changed-scopes.ts';

/** Which alerts a list asks for, newest first. */
export interface AlertQuery {
  readonly from: Instant;
  /** Not included. */
  readonly to: Instant;
  /** Only those with a delivery that still tries. */
  readonly pendingOnly?: boolean;
  /** Sort position of the last alert of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Keeps alerts. Rejects on outages. */
export interface AlertStore {
  /** Every alert of one budget, value and period; read consistently. */
  ofFamily(family: string): Promise<Alert[]>;
  get(id: string): Promise<Alert | undefined>;
  /** Answers false when the alert exists already. */
  putIfAbsent(alert: Alert): Promise<boolean>;
  /**
   * Takes a delivery for `by` until `until`: answers its state now, or undefined when it is not
   * pending, not due, or another function has it. An attempt whose lease ran out counts as unknown.
   */
  claim(
    id: string,
    channel: ChannelName,
    by: string,
    at: Instant,
    until: Instant,
  ): Promise<Delivery | undefined>;
  /**
   * Notes how the attempt of `by` ended and lets the lease go. What was sent is SENT, no matter who has the lease;
   * a failure is noted only by who has it.
   */
  settle(id: string, channel: ChannelName, by: string, outcome: DeliveryOutcome): Promise<void>;
  /** Notes when an alert no longer holds; answers false when it was noted already. */
  resolve(id: string, at: Instant): Promise<boolean>;
  /** Notes who has seen it; the first one stays. Answers undefined when there is no such alert. */
  acknowledge(id: string, by: string, at: Instant): Promise<Alert | undefined>;
  /** Newest first; may lag behind by moments. `next` goes on after the last one looked at. */
  list(query: AlertQuery): Promise<{ readonly alerts: Alert[]; readonly next?: string | undefined }>;
}

/** How an attempt ended. */
export type DeliveryOutcome =
  | { readonly status: 'SENT'; readonly at: Instant }
  | {
      readonly status: 'PENDING';
      readonly nextAt: Instant;
      readonly unknown: boolean;
      readonly error: string;
    }
  | { readonly status: 'FAILED'; readonly unknown: boolean; readonly error: string };

interface LoggedDelivery {
  readonly alertId: string;
  readonly correlationId: string | undefined;
  readonly channel: ChannelName;
  readonly attempts: number;
}

/** Deliveries that can be seen from outside, without amounts or addresses. */
export interface DeliveryLog {
  delivered(event: LoggedDelivery & { milliseconds: number }): void;
  failed(event: LoggedDelivery & { final: boolean; error: string }): void;
  /** Mails that wait because the hour has had its number; told once for each list of alerts that is delivered. */
  heldBack(event: { mails: number }): void;
}

/** One way out. */
export interface Channel {
  /**
   * Sends the alert once, without repeating itself. Throws OutcomeUnknownError when it may have arrived,
   * CannotDeliverError when trying again is useless, anything else when it surely did not arrive.
   */
  send(alert: Alert): Promise<void>;
  /** The same for several alerts of one budget, as one message that names them; absent where each goes alone. */
  readonly sendTogether?: ((alerts: readonly Alert[]) => Promise<void>) | undefined;
}

export type Channels = Readonly<Record<ChannelName, Channel>>;

/** The answer of a channel was lost: what was sent may have arrived. */
export class OutcomeUnknownError extends Error {}

/** The channel is not set up; the message says what to do. */
export class CannotDeliverError extends Error {}

/** Publishes on the ledger's bus. Rejects when an event was not taken. */
export interface EventPublisher {
  totalsChanged(changed: readonly ChangedScope[]): Promise<void>;
  /** Wakes the function that delivers. */
  alertsWaiting(ids: readonly string[]): Promise<void>;
  /** The gate of one budget, value and period was turned, or an admin lifted it; the same turn has the same id. */
  gateChanged(turn: GateTurn & { readonly id: string }): Promise<void>;
  alertRaised(alert: Alert): Promise<void>;
}
