/** Decimals after the point of every amount and quantity: both are whole numbers of 10^-12. */
export const SCALE_DIGITS = 12;

/** 1 in units of 10^-12. */
export const ONE = 10n ** BigInt(SCALE_DIGITS);

const DECIMAL = /^(-?)(\d+)(?:\.(\d{1,12}))?$/;

/** A decimal string such as `0.0375` in units of 10^-12; undefined for any other text. */
export function readDecimal(text: string): bigint | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '0', fraction = ''] = match;
  const units = BigInt(whole) * ONE + BigInt(fraction.padEnd(SCALE_DIGITS, '0'));
  return sign === '-' ? -units : units;
}

/** Units of 10^-12 in the canonical form: no exponent, no trailing zeros, "0" for zero, minus only below zero. */
export function writeDecimal(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(SCALE_DIGITS + 1, '0');
  const fraction = digits.slice(-SCALE_DIGITS).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -SCALE_DIGITS)}${fraction && `.${fraction}`}`;
}

/** A number as people write it: digits in groups of three or in a row, and what follows a comma or a point. */
const WRITTEN = /^\s*(?:US)?\$?\s*(-?)(\d{1,3}(?:([,.\s'’_])\d{3})+|\d+)(?:([.,])(\d+))?\s*$/;

/** How a number should be written that is none of ours, and what it has instead; undefined where nobody can tell. */
function wayOut(text: string): string | undefined {
  const match = text.length > 60 ? null : WRITTEN.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', separator, mark, fraction = ''] = match;
  const digits = `${sign}${whole.replaceAll(/\D/g, '')}`;
  const meant = fraction === '' ? digits : `${digits}.${fraction}`;
  const groups = whole.split(separator ?? '\n').length;
  // `1,000` is a thousand here and one there.
  if (separator === ',' && groups === 2 && mark === undefined) {
    return `has a comma, which is a decimal comma or a thousands separator: write "${sign}${whole.replace(',', '.')}" or "${digits}"`;
  }
  if (mark === ',') return `has a decimal comma: write "${meant}", with a point`;
  if (separator !== undefined) return `has thousands separators: write "${meant}", without them`;
  return text.includes('$') ? `has a currency sign: write "${meant}", without it` : undefined;
}

/**
 * What to say of an input that is no decimal: `help`, and before it the way out of a decimal comma, of thousands
 * separators or of a dollar sign. For `error` of a schema.
 */
export function decimalHelp(help: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => {
    const out = typeof input === 'string' ? wayOut(input) : undefined;
    return out === undefined ? help : `${out}; it ${help}`;
  };
}
