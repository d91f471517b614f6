import { atLeast } from '../../contracts/at-least.ts';
import type { AlertKind } from '../../contracts/alert-vocabulary.ts';
import { describeScope } from '../scopes/scope-words.ts';
import { dollars } from '../mail/report-mail-content.ts';
import { percentOfLimit } from '../budgets/budget.ts';
import { formatDecimal, ONE, type PicoUsd } from '../money/decimal.ts';
import type { Alert } from './alert.ts';
import { alertedKeyId } from './key-alert.ts';

/** Two decimals, and all of them below ten cents, where two say nothing. */
export function amountText(amount: PicoUsd): string {
  return amount < ONE / 10n && amount > 0n ? `${formatDecimal(amount)} USD` : dollars(amount);
}

/** Percent of the limit, whole, rounded down as the API's is. */
export function percentOf(amount: PicoUsd, limit: PicoUsd): number {
  return Number(percentOfLimit(amount, limit) / ONE);
}

const BAR_CHARACTERS = 30;

/** How much of a budget's limit is reached, as a line of characters; empty for alerts without a limit. */
export function textBar({ kind, reached, limit }: Alert): string {
  if (kind !== 'budget') return '';
  const percent = percentOf(reached, limit);
  const full = Math.round((Math.min(percent, 100) / 100) * BAR_CHARACTERS);
  const bar = `${'#'.repeat(full)}${'-'.repeat(BAR_CHARACTERS - full)}`;
  return `[${bar}] ${percent} % of ${amountText(limit)}`;
}

/** What happened, in one sentence, by what the alert is about. */
const SENTENCES: Readonly<Record<AlertKind, (alert: Alert) => string>> = {
  test: () => 'This is a test of whether alerts arrive. Nothing was spent.',
  budget: budgetSentence,
  anomaly: ({ key, reached, limit, from }) => {
    const expected = limit > 0n ? `about ${amountText(limit)} were expected` : 'it had not spent before';
    return `${capital(describeScope(key.value))} spent ${amountText(reached)} on ${from ?? key.period}; ${expected}.`;
  },
  variance: ({ key, reached, limit, from, to }) => {
    const days = `${from ?? key.period} to ${to ?? key.period}`;
    return `The provider of ${describeScope(key.value)} reported ${amountText(reached)} for ${days}; prices make ${amountText(limit)} of the same events.`;
  },
  prices: (alert) => `${packSentence(alert)} GET /prices/packs has the reason, and so has the page "Prices".`,
  keys: keySentence,
};

/** What happened, in one sentence. */
export function alertSentence(alert: Alert): string {
  return SENTENCES[alert.kind](alert);
}

/** What crossed, which is at least so much where events without a price are missing from it. */
export function reachedText({ reached, unpriced }: Pick<Alert, 'reached' | 'unpriced'>): string {
  return `${atLeast(unpriced)}${amountText(reached)}`;
}

function budgetSentence(alert: Alert): string {
  const { key, reached, limit } = alert;
  const who = describeScope(key.value);
  const period = key.period === 'lifetime' ? 'since the beginning' : `in ${key.period}`;
  const what =
    key.basis === 'actual'
      ? `${who} spent ${reachedText(alert)} ${period}`
      : `${who} is projected to spend ${reachedText(alert)} ${period}`;
  const share = `${percentOf(reached, limit)} % of the limit of ${amountText(limit)}`;
  return `${capital(what)}, ${share}; the threshold is ${key.threshold}.`;
}

/** One line for subjects and chats, without line breaks: a subject must stay one header. */
export function alertTitle(alert: Alert): string {
  return titleWords(alert).replaceAll(/\p{Cc}+/gu, ' ');
}

/** What follows the severity in a title, by what the alert is about. */
const TITLES: Readonly<Record<Exclude<AlertKind, 'test'>, (alert: Alert) => string>> = {
  budget: ({ budgetName, key }) => {
    const what = key.basis === 'actual' ? 'has reached' : 'is projected to reach';
    const whose = key.value.kind === 'organisation' ? '' : ` for ${describeScope(key.value)}`;
    return `${budgetName} ${what} ${key.threshold}${whose}`;
  },
  anomaly: ({ key }) => `${key.threshold} of ${describeScope(key.value)} since ${key.period}`,
  variance: ({ key }) => `reported and computed cost of ${describeScope(key.value)} differ in ${key.period}`,
  prices: ({ key }) =>
    key.threshold === 'not signed'
      ? 'a price pack is not signed'
      : `price pack ${key.period} is ${key.threshold}`,
  keys: ({ budgetName, key }) =>
    `the key ${budgetName} ${key.threshold === 'ended' ? 'ended' : 'ends'} on ${key.period}`,
};

function titleWords(alert: Alert): string {
  if (alert.kind === 'test') return 'Costkeeper test: alerts arrive';
  return `Costkeeper ${alert.severity}: ${TITLES[alert.kind](alert)}`;
}

function packSentence({ key, reached, limit }: Alert): string {
  if (key.threshold === 'not signed')
    return `On ${key.period} a file came as a price pack without a signature by the trusted key; nothing of it holds.`;
  if (key.threshold === 'refused') return `The price pack ${key.period} is refused; nothing of it holds.`;
  return `The price pack ${key.period} waits for somebody to apply it: by it the last seven days would cost ${amountText(reached)} instead of ${amountText(limit)}.`;
}

function keySentence({ budgetName, key }: Alert): string {
  const said =
    key.threshold === 'ended'
      ? `The key ${budgetName} ended on ${key.period}: who still sends it is answered 401.`
      : `The key ${budgetName} ends on ${key.period}; from then on who sends it is answered 401.`;
  return `${said} An admin gives its holders another secret by npx costkeeper keys rotate ${alertedKeyId(key)}, or takes it away by keys revoke.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
