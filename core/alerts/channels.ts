import { createHmac } from 'node:crypto';
import { cutText } from '../../contracts/cut-text.ts';
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
import { alertSentence, alertTitle, amountText, textBar } from './alert-text.ts';
import { chartLink } from './chart-link.ts';
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
  const mail = async (alerts: readonly [Alert, ...Alert[]]) => {
    if (!mailer) throw new CannotDeliverError(NO_SENDER);
    const [alert] = alerts;
    const to = await mailOf(alert.key.value.id);
    if (to === undefined) throw new CannotDeliverError('no mail address is known of this user any more');
    const content = makeUserAlertMail(alerts, await facts(alert), dashboardUrl);
    await mailer.send({ ...content, to: [to], alertId: alert.id });
  };
  return { send: (alert) => mail([alert]), sendTogether: (alerts) => mail(alerts as [Alert, ...Alert[]]) };
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
    | { readonly type: 'header' | 'section'; readonly text: PlainText }
    | { readonly type: 'section'; readonly fields: readonly PlainText[] }
    | { readonly type: 'rich_text'; readonly elements: readonly LinkSection[] }
  )[];
}

/** Longest texts that Slack takes in a section, in one of its fields and in a header. */
const SLACK_TEXT = 3000;
const SLACK_FIELD = 2000;
const SLACK_HEADER = 150;

/**
 * Plain text blocks: names of budgets and users become no links, mentions or mark-up, whatever they hold. The links
 * are our own, to the page and its chart of what the alert is about.
 */
export function slackMessage(alert: Alert, dashboardUrl: string | undefined): SlackMessage {
  const title = alertTitle(alert);
  const links = dashboardUrl === undefined ? [] : [linkBlock(alert, dashboardUrl)];
  return {
    text: title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plainText(title, SLACK_HEADER) },
      section(alertSentence(alert)),
      ...barBlocks(alert),
      ...links,
      section(`Alert ${alert.id}`),
    ],
  };
}

/** How much of the limit is reached, as figures side by side and as a bar. */
function barBlocks(alert: Alert): SlackMessage['blocks'] {
  const bar = textBar(alert);
  if (bar === '') return [];
  const { reached, spent, limit, key } = alert;
  const facts = [
    `Spent: ${amountText(spent)}`,
    ...(key.basis === 'projected' ? [`Projected: ${amountText(reached)}`] : []),
    `Limit: ${amountText(limit)}`,
    `Threshold: ${key.threshold}`,
  ];
  return [{ type: 'section', fields: facts.map((fact) => plainText(fact, SLACK_FIELD)) }, section(bar)];
}

function linkBlock(alert: Alert, dashboardUrl: string): SlackMessage['blocks'][number] {
  const chart = alert.kind === 'test' ? [] : [linkSection(chartLink(alert, dashboardUrl), 'Open the chart')];
  return { type: 'rich_text', elements: [...chart, linkSection(dashboardUrl, 'Open the dashboard')] };
}

function linkSection(url: string, text: string): LinkSection {
  return { type: 'rich_text_section', elements: [{ type: 'link', url, text }] };
}

function plainText(text: string, most: number): PlainText {
  return { type: 'plain_text', text: cutText(text, most), emoji: false };
}

function section(text: string) {
  return { type: 'section', text: plainText(text, SLACK_TEXT) } as const;
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
