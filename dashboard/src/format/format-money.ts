import { parseDecimal } from './decimal.ts';
import { LOCALE } from './locale.ts';

const ONE = 10n ** 12n;

const formats = new Map<string, Intl.NumberFormat>();

/** A format of the reader's locale, made once. */
function formatOf(options: Intl.NumberFormatOptions, locale = LOCALE): Intl.NumberFormat {
  const key = JSON.stringify([locale, options]);
  const found = formats.get(key) ?? new Intl.NumberFormat(locale, options);
  formats.set(key, found);
  return found;
}

/** Formats a decimal string to its last digit: the text goes in as it is, never as a float. */
function formatExact(text: string, options: Intl.NumberFormatOptions, locale?: string): string {
  const size = text.startsWith('-') ? text.slice(1) : text;
  const shown = formatOf(options, locale).format(size as `${number}`);
  return text.startsWith('-') ? `−${shown}` : shown;
}

function usdOptions(least: number, most: number): Intl.NumberFormatOptions {
  return {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  };
}

/** Places that keep two significant digits of an amount below a cent. */
function decimalsOf(size: bigint): number {
  if (size === 0n || size >= ONE / 100n) return 2;
  const zeros = 12 - size.toString().length;
  return Math.min(12, zeros + 2);
}

/** An amount as people read it: cents, and below a cent two significant digits. `"0.000375"` is `$0.00038`. */
export function formatUsd(text: string, locale?: string): string {
  const units = parseDecimal(text);
  const places = decimalsOf(units < 0n ? -units : units);
  return formatExact(text, usdOptions(places, places), locale);
}

/** Labels of an axis of amounts, all with as many places. */
export function formatUsdTicks(values: readonly number[], locale?: string): string[] {
  const most = Math.max(0, ...values);
  if (most >= 1000) {
    const short = formatOf({ ...usdOptions(0, 1), notation: 'compact' }, locale);
    return values.map((value) => short.format(value));
  }
  const needed = Math.max(0, ...values.map(placesOf));
  // Cents come in twos.
  const places = needed === 1 ? 2 : needed;
  const all = formatOf(usdOptions(places, places), locale);
  return values.map((value) => all.format(value));
}

/** Decimal places of a tick; 12 at most, the last one of amounts. */
function placesOf(value: number): number {
  const text = value.toFixed(12).replace(/0+$/, '');
  return text.length - text.indexOf('.') - 1;
}

/** The amount with every digit the ledger has. */
export function exactUsd(text: string, locale?: string): string {
  return formatExact(text, usdOptions(placesIn(text), 12), locale);
}

function placesIn(text: string): number {
  return text.split('.')[1]?.length ?? 0;
}

/** An amount in a currency with all its digits: `$0.15`, `€0.0688`. */
export function formatAmount(text: string, currency: string, locale?: string): string {
  return formatExact(text, { ...usdOptions(2, 12), currency }, locale);
}

/** An amount without its sign, with the places its currency has: `4.80`, and `605` of yen. */
export function formatPlainAmount(text: string, currency: string, locale?: string): string {
  const { minimumFractionDigits = 2 } = formatOf({ style: 'currency', currency }, locale).resolvedOptions();
  return formatExact(text, { minimumFractionDigits, maximumFractionDigits: 12 }, locale);
}

/** A price of so much usage, all its digits: `$0.80 / 1M`. */
export function formatUnitPrice(usd: string, locale?: string): string {
  return formatExact(usd, usdOptions(2, 12), locale);
}

/** How much usage a price is for, short: `1M`, `60`. */
export function formatPer(text: string, locale?: string): string {
  return formatExact(text, { notation: 'compact', maximumFractionDigits: 12 }, locale);
}

/** A quantity with separators, all its digits. */
export function formatQuantity(text: string, locale?: string): string {
  return formatExact(text, { maximumFractionDigits: 12 }, locale);
}

export function formatCount(value: number): string {
  return formatOf({}).format(value);
}

/** From here on, 10,000 %, the magnitude is what one reads: `3.8M%`. */
const LONGEST_BASIS_POINTS = 1_000_000;

/** Divides once: 145 / 100 / 100 is a little less than 0.0145, which is then told as 1.4 %. */
function percent(basisPoints: number, places: number, locale?: string): string {
  const value = basisPoints / 10_000;
  if (basisPoints >= LONGEST_BASIS_POINTS) {
    const short = { style: 'percent', notation: 'compact', maximumFractionDigits: 1 } as const;
    return formatOf(short, locale).format(value);
  }
  return formatOf(
    { style: 'percent', minimumFractionDigits: places, maximumFractionDigits: places },
    locale,
  ).format(value);
}

/** `"0.1234"` or 1234 basis points as `12.3%`. */
export function formatShare(basisPoints: number, locale?: string): string {
  const size = Math.abs(basisPoints);
  if (basisPoints > 0 && size < 10) return `<${percent(10, 1, locale)}`;
  return `${basisPoints < 0 ? '−' : ''}${percent(size, size < 1000 ? 1 : 0, locale)}`;
}

/** How much of a limit is used, never rounded up to a threshold: 149.75 % is `149%`. */
export function formatUsed(basisPoints: number, locale?: string): string {
  const step = basisPoints < 10 ? 1 : basisPoints < 1000 ? 10 : 100;
  return formatShare(basisPoints - (basisPoints % step), locale);
}

/** `+12.3%`, `−4.0%`; undefined is a dash. */
export function formatChange(basisPoints: number | undefined, locale?: string): string {
  if (basisPoints === undefined) return '–';
  const size = Math.abs(basisPoints);
  const sign = basisPoints > 0 ? '+' : basisPoints < 0 ? '−' : '±';
  return `${sign}${percent(size, size < 10_000 ? 1 : 0, locale)}`;
}
