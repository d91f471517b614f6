import { createHmac } from 'node:crypto';
import type { BudgetBookCache } from '../budgets/budget-book.ts';
import type { SecretBox } from '../budgets/budget-ports.ts';
import { InvalidInputError } from '../errors.ts';
import type { Clock } from '../time/ledger-time.ts';
import type { Alert } from './alert.ts';
import { alertMessage } from './alert-answer.ts';
import type { AlertFacts } from './alert-facts.ts';
import type { ReportMail } from '../mail/report-mail.ts';
import { makeAlertMail, makeGroupMail, makeUserAlertMail } from './alert-mail.ts';
import { CannotDeliverError, type Channel, type Channels, type EventPublisher } from './alert-ports.ts';
import { alertSentence, alertTitle } from './alert-text.ts';
import { checkWebhookAddress } from '../budgets/webhook-address.ts';

/** A mail on its way; `alertId` goes into a header and a tag of it. */
export interface OutgoingMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly alertId: string;
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

/** All ways out, over their ports. */
export function alertChannels(ports: ChannelPorts): Channels {
  return {
    event: { send: (alert) => ports.events.alertRaised(alert) },
    email: emailChannel(ports),
    'user-email': userEmailChannel(ports),
    slack: slackChannel(ports),
    webhook: webhookChannel(ports),
  };
}

const NO_SENDER = 'this stage has no sender: set mailSender in config/stages.ts';

function emailChannel({ books, mailer, facts, dashboardUrl }: ChannelPorts): Channel {
  const mail = async (alert: Alert, content: () => ReportMail | Promise<ReportMail>) => {
    if (!mailer) throw new CannotDeliverError(NO_SENDER);
    const to = (await books.current()).form.emailRecipients;
    if (to.length === 0) {
      throw new CannotDeliverError('no recipient: name emailRecipients with PUT /budget/config');
    }
    await mailer.send({ ...(await content()), to, alertId: alert.id });
  };
  return {
    send: (alert) => mail(alert, async () => makeAlertMail(alert, await facts(alert), dashboardUrl)),
    sendTogether: (alerts) => mail(alerts[0] as Alert, () => makeGroupMail(alerts, dashboardUrl)),
  };
}

/** A mail of the user's own: it shows neither the recipients of the form nor the organisation's optimizations. */
function userEmailChannel({ mailer, facts, mailOf, dashboardUrl }: ChannelPorts): Channel {
  return {
    send: async (alert) => {
      if (!mailer) throw new CannotDeliverError(NO_SENDER);
      const to = await mailOf(alert.key.value.id);
      if (to === undefined) throw new CannotDeliverError('no mail address is known of this user any more');
      const mail = makeUserAlertMail(alert, await facts(alert), dashboardUrl);
      await mailer.send({ ...mail, to: [to], alertId: alert.id });
    },
  };
}

function slackChannel({ books, poster, secrets, development, dashboardUrl }: ChannelPorts): Channel {
  return {
    send: async (alert) => {
      const { sealedSlackWebhook } = (await books.current()).form;
      if (sealedSlackWebhook === undefined) {
        throw new CannotDeliverError('no Slack webhook is set: give slackWebhookUrl with PUT /budget/config');
      }
      const url = addressOf(await secrets.decrypt(sealedSlackWebhook), 'slackWebhookUrl', development);
      await poster.post(url, { [ALERT_HEADER]: alert.id }, JSON.stringify(slackMessage(alert, dashboardUrl)));
    },
  };
}

/** Text that Slack shows as it is, longest 3,000 characters. */
interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}

interface LinkSection {
  readonly type: 'rich_text_section';
  readonly elements: readonly { readonly type: 'link'; readonly url: string; readonly text: string }[];
}

/** What an incoming webhook of Slack takes. */
interface SlackMessage {
  /** Shown in notifications only, where the blocks are not. */
  readonly text: string;
  readonly mrkdwn: false;
  readonly unfurl_links: false;
  readonly unfurl_media: false;
  readonly blocks: readonly (
    | { readonly type: 'section'; readonly text: PlainText }
    | { readonly type: 'rich_text'; readonly elements: readonly LinkSection[] }
  )[];
}

const SLACK_TEXT = 3000;

/**
 * Plain text blocks: names of budgets and users become no links, mentions or mark-up, whatever they hold. The one
 * link is our own, to the page.
 */
export function slackMessage(alert: Alert, dashboardUrl: string | undefined): SlackMessage {
  const title = alertTitle(alert);
  const link =
    dashboardUrl === undefined
      ? []
      : ([
          {
            type: 'rich_text',
            elements: [
              {
                type: 'rich_text_section',
                elements: [{ type: 'link', url: dashboardUrl, text: 'Open the dashboard' }],
              },
            ],
          },
        ] as const);
  return {
    text: title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [section(title), section(alertSentence(alert)), ...link, section(`Alert ${alert.id}`)],
  };
}

function section(text: string) {
  return {
    type: 'section',
    text: { type: 'plain_text', text: text.slice(0, SLACK_TEXT), emoji: false },
  } as const;
}

function webhookChannel({ books, poster, secrets, development, clock }: ChannelPorts): Channel {
  return {
    send: async (alert) => {
      const { sealedWebhook, sealedWebhookKey } = (await books.current()).form;
      if (sealedWebhook === undefined || sealedWebhookKey === undefined) {
        const message = 'no webhook is set: give webhookUrl and webhookSigningKey with PUT /budget/config';
        throw new CannotDeliverError(message);
      }
      const url = addressOf(await secrets.decrypt(sealedWebhook), 'webhookUrl', development);
      const body = JSON.stringify(alertMessage(alert));
      const timestamp = String(Math.floor(clock.now() / 1000));
      const signature = webhookSignature(await secrets.decrypt(sealedWebhookKey), timestamp, body);
      const headers = {
        [ALERT_HEADER]: alert.id,
        'X-Costkeeper-Timestamp': timestamp,
        'X-Costkeeper-Signature': `v1=${signature}`,
      };
      await poster.post(url, headers, body);
    },
  };
}

/** HMAC-SHA256 in hex over `<timestamp>.<body>`: a receiver refuses old timestamps and other bodies. */
export function webhookSignature(key: string, timestamp: string, body: string): string {
  return createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
}

/** Checked again when it is used: a setting of the stage may have changed since it was stored. */
function addressOf(text: string, field: string, development: boolean): URL {
  try {
    return checkWebhookAddress(text, field, development);
  } catch (error) {
    if (error instanceof InvalidInputError) throw new CannotDeliverError(error.message, { cause: error });
    throw error;
  }
}
