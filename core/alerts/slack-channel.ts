import { atLeast } from '../../contracts/at-least.ts';
import { cutText } from '../../contracts/cut-text.ts';
import type { Alert } from './alert.ts';
import { type Crossing, crossingsOf, togetherText } from './alert-crossing.ts';
import { CannotDeliverError, type Channel } from './alert-ports.ts';
import { alertSentence, alertTitle, amountText, reachedText, textBar } from './alert-wording.ts';
import { ALERT_HEADER, type ChannelPorts } from './channel-ports.ts';
import { chartLink } from './chart-link.ts';
import { openWebhookAddress } from './webhook-channel.ts';

/** A message to the Slack webhook of the organisation's form; several thresholds of one crossing are one message. */
export function slackChannel({ books, poster, secrets, development, dashboardUrl }: ChannelPorts): Channel {
  const sendTogether = async (alerts: readonly Alert[]) => {
    const [together] = crossingsOf(alerts);
    const { sealedSlackWebhook } = (await books.current()).form;
    if (sealedSlackWebhook === undefined) {
      throw new CannotDeliverError('no Slack webhook is set: give slackWebhookUrl with PUT /budget/config');
    }
    const url = openWebhookAddress(await secrets.decrypt(sealedSlackWebhook), 'slackWebhookUrl', development);
    const message = JSON.stringify(slackMessage(together, dashboardUrl));
    await poster.post(url, { [ALERT_HEADER]: together[0].id }, message);
  };
  return { send: (alert) => sendTogether([alert]), sendTogether };
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
export function slackMessage(together: Crossing, dashboardUrl: string | undefined): SlackMessage {
  const [alert] = together;
  const title = alertTitle(alert);
  const links = dashboardUrl === undefined ? [] : [linkBlock(alert, dashboardUrl)];
  return {
    text: title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plainText(title, SLACK_HEADER) },
      section(`${alertSentence(alert)}${togetherText(together)}`),
      ...barBlocks(alert),
      ...links,
      section(
        `Alert ${alert.id}${alert.correlationId === undefined ? '' : `, correlation id ${alert.correlationId}`}`,
      ),
    ],
  };
}

/** How much of the limit is reached, as figures side by side and as a bar. */
function barBlocks(alert: Alert): SlackMessage['blocks'] {
  const bar = textBar(alert);
  if (bar === '') return [];
  const { spent, unpriced, limit, key } = alert;
  const facts = [
    `Spent: ${atLeast(unpriced)}${amountText(spent)}`,
    ...(key.basis === 'projected' ? [`Projected: ${reachedText(alert)}`] : []),
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
