import { describeScope } from '../scopes/scope-words.ts';
import { dollars } from '../mail/report-mail-content.ts';
import { divideHalfEven, formatDecimal, ONE, type PicoUsd } from '../money/decimal.ts';
import type { Alert } from './alert.ts';
import { alertedKeyId } from './key-alert.ts';

/** Two decimals, and all of them below ten cents, where two say nothing. */
export function amountText(amount: PicoUsd): string {
  return amount < ONE / 10n && amount > 0n ? `${formatDecimal(amount)} USD` : dollars(amount);
}

/** Percent of the limit, whole; 0 without a limit. */
export function percentOf(amount: PicoUsd, limit: PicoUsd): number {
  return limit > 0n ? Number(divideHalfEven(amount * 100n, limit)) : 0;
}

const BAR_CHARACTERS = 30;

/** How much of a budget's limit is reached, as a line of characters; empty for alerts without a limit. */
export function textBar({ kind, reached, limit }: Alert): string {
  if (kind !== 'budget' || limit <= 0n) return '';
  const percent = percentOf(reached, limit);
  const full = Math.round((Math.min(percent, 100) / 100) * BAR_CHARACTERS);
  const bar = `${'#'.repeat(full)}${'-'.repeat(BAR_CHARACTERS - full)}`;
  return `[${bar}] ${percent} % of ${amountText(limit)}`;
}

/** What happened, in one sentence. */
export function alertSentence(alert: Alert): string {
  if (alert.kind === 'test') return 'This is a test of whether alerts arrive. Nothing was spent.';
  const { key, reached, limit } = alert;
  const who = describeScope(key.value);
  if (alert.kind === 'anomaly') {
    const expected = limit > 0n ? `about ${amountText(limit)} were expected` : 'it had not spent before';
    return `${capital(who)} spent ${amountText(reached)} on ${alert.from ?? key.period}; ${expected}.`;
  }
  if (alert.kind === 'variance') {
    const days = `${alert.from ?? key.period} to ${alert.to ?? key.period}`;
    return `The provider of ${who} reported ${amountText(reached)} for ${days}; prices make ${amountText(limit)} of the same events.`;
  }
  if (alert.kind === 'prices')
    return `${packSentence(alert)} GET /prices/packs has the reason, and so has the page "Prices".`;
  if (alert.kind === 'keys') return keySentence(alert);
  const period = key.period === 'lifetime' ? 'since the beginning' : `in ${key.period}`;
  const what =
    key.basis === 'actual'
      ? `${who} spent ${amountText(reached)} ${period}`
      : `${who} is projected to spend ${amountText(reached)} ${period}`;
  const share = limit > 0n ? `, ${percentOf(reached, limit)} % of the limit of ${amountText(limit)}` : '';
  return `${capital(what)}${share}; the threshold is ${key.threshold}.`;
}

/** One line for subjects and chats, without line breaks: a subject must stay one header. */
export function alertTitle(alert: Alert): string {
  return titleWords(alert).replaceAll(/\p{Cc}+/gu, ' ');
}

function titleWords({ kind, severity, budgetName, key }: Alert): string {
  if (kind === 'test') return 'Costkeeper test: alerts arrive';
  if (kind === 'anomaly') {
    return `Costkeeper ${severity}: ${key.threshold} of ${describeScope(key.value)} since ${key.period}`;
  }
  if (kind === 'variance') {
    const who = describeScope(key.value);
    return `Costkeeper ${severity}: reported and computed cost of ${who} differ in ${key.period}`;
  }
  if (kind === 'prices') {
    const what =
      key.threshold === 'not signed'
        ? 'a price pack is not signed'
        : `price pack ${key.period} is ${key.threshold}`;
    return `Costkeeper ${severity}: ${what}`;
  }
  if (kind === 'keys') {
    const ends = key.threshold === 'ended' ? 'ended' : 'ends';
    return `Costkeeper ${severity}: the key ${budgetName} ${ends} on ${key.period}`;
  }
  const what = key.basis === 'actual' ? 'has reached' : 'is projected to reach';
  const whose = key.value.kind === 'organisation' ? '' : ` for ${describeScope(key.value)}`;
  return `Costkeeper ${severity}: ${budgetName} ${what} ${key.threshold}${whose}`;
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
