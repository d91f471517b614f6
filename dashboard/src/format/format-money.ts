import { parseDecimal } from './decimal.ts';

const ONE = 10n ** 12n;

/** Half-up at `decimals` places, on the size. */
function rounded(size: bigint, decimals: number): string {
  const step = 10n ** BigInt(12 - decimals);
  const steps = (size + step / 2n) / step;
  const perOne = 10n ** BigInt(decimals);
  const whole = (steps / perOne).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return decimals === 0 ? whole : `${whole}.${(steps % perOne).toString().padStart(decimals, '0')}`;
}

/** Places that keep two significant digits of an amount below a cent. */
function decimalsOf(size: bigint): number {
  if (size === 0n || size >= ONE / 100n) return 2;
  const zeros = 12 - size.toString().length;
  return Math.min(12, zeros + 2);
}

/** An amount as people read it: cents, and below a cent two significant digits. `"0.000375"` is `$0.00038`. */
export function formatUsd(text: string): string {
  const units = parseDecimal(text);
  const size = units < 0n ? -units : units;
  return `${units < 0n ? '−' : ''}$${rounded(size, decimalsOf(size))}`;
}

/** An amount for an axis: short. */
export function formatUsdShort(value: number): string {
  if (value === 0) return '$0';
  if (value >= 1_000_000) return `$${trim(value / 1_000_000)}M`;
  if (value >= 1_000) return `$${trim(value / 1_000)}k`;
  if (value >= 1) return `$${trim(value)}`;
  return `$${Number(value.toPrecision(2))}`;
}

function trim(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1).replace(/\.?0+$/, '');
}

/** The amount with every digit the ledger has. */
export function exactUsd(text: string): string {
  return text.startsWith('-') ? `−$${text.slice(1)}` : `$${text}`;
}

/** A quantity with separators, all its digits. */
export function formatQuantity(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** `"0.1234"` or 1234 basis points as `12.3%`. */
export function formatShare(basisPoints: number): string {
  const percent = basisPoints / 100;
  if (basisPoints > 0 && percent < 0.1) return '<0.1%';
  return `${percent.toFixed(percent < 10 ? 1 : 0)}%`;
}

/** `+12.3%`, `−4.0%`; undefined is a dash. */
export function formatChange(basisPoints: number | undefined): string {
  if (basisPoints === undefined) return '–';
  const size = Math.abs(basisPoints) / 100;
  const sign = basisPoints > 0 ? '+' : basisPoints < 0 ? '−' : '±';
  return `${sign}${size.toFixed(size < 100 ? 1 : 0)}%`;
}
