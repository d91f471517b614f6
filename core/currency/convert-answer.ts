import { formatDecimal, parseUsd } from '../money/decimal.ts';
import { fromUsd, rateAnswer, type CurrencyRate } from './currency.ts';

/** Amounts are named so: `costUsd`, `totalUsd`, a threshold's `usd`. */
const AMOUNT = /^usd$|Usd$/;
/** Amounts by name, or by name of the name, are named so; `usage` beside them holds quantities. */
const AMOUNTS: ReadonlySet<string> = new Set([
  'breakdown',
  'by',
  'byProvider',
  'byService',
  'byModel',
  'modelIds',
]);
/** What senders wrote is theirs, whatever its fields are called; quantities are no money. */
const UNTOUCHED: ReadonlySet<string> = new Set(['metadata', 'tags', 'attributes', 'usage']);
const DECIMAL = /^-?\d{1,26}(\.\d{1,12})?$/;

/**
 * An answer with every amount converted, and what it was converted by as `currency`. Fields keep their
 * names and their shape; the ledger itself stays in USD.
 */
export function convertAnswer(body: object, rate: CurrencyRate): object {
  return { ...(converted(body, false, rate) as object), currency: rateAnswer(rate) };
}

function converted(value: unknown, isAmount: boolean, rate: CurrencyRate): unknown {
  if (typeof value === 'string') {
    return isAmount && DECIMAL.test(value) ? formatDecimal(fromUsd(parseUsd(value), rate)) : value;
  }
  if (Array.isArray(value)) return value.map((item) => converted(item, isAmount, rate));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      UNTOUCHED.has(name) ? item : converted(item, isAmount || AMOUNT.test(name) || AMOUNTS.has(name), rate),
    ]),
  );
}
