import type { BudgetBookCache } from '../budgets/budget-book.ts';
import type { SecretBox } from '../budgets/budget-ports.ts';
import type { Clock } from '../time/ledger-time.ts';
import type { Alert } from './alert.ts';
import type { AlertFacts } from './alert-facts.ts';
import type { EventPublisher } from './alert-ports.ts';

/** A mail on its way; `alertId` goes into a header and a tag of it. */
export interface OutgoingMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly alertId: string;
  /** Names what several mails are about, a crossing: mail programs show them as one conversation. */
  readonly thread?: string | undefined;
  /** Goes into a header too. */
  readonly correlationId?: string | undefined;
}

/** Sends once, without repeating itself; errors as Channel.send throws them. */
export interface Mailer {
  send(mail: OutgoingMail): Promise<void>;
}

/** Posts a JSON text once, without following redirects; errors as Channel.send throws them. */
export interface Poster {
  post(url: URL, headers: Readonly<Record<string, string>>, body: string): Promise<void>;
}

export interface ChannelPorts {
  readonly books: Pick<BudgetBookCache, 'current'>;
  readonly events: Pick<EventPublisher, 'alertRaised'>;
  /** Undefined: the stage has no sender. */
  readonly mailer: Mailer | undefined;
  readonly poster: Poster;
  readonly secrets: Pick<SecretBox, 'decrypt'>;
  readonly facts: (alert: Alert) => Promise<AlertFacts>;
  /** The mail address of a user; undefined where it is not known. */
  readonly mailOf: (userId: string) => Promise<string | undefined>;
  readonly dashboardUrl: string | undefined;
  readonly development: boolean;
  readonly clock: Clock;
}

/** Header that carries an alert's id in mails and webhooks. */
export const ALERT_HEADER = 'X-Costkeeper-Alert';
/** Carries the correlation id of what led to it. */
export const CORRELATION_HEADER = 'X-Correlation-Id';
