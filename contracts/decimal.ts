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

const COMMA = /^\s*-?\d[\d.\s]*,\d+\s*$/;

/**
 * What to say of an input that is no decimal: `help`, and before it the way out of a decimal comma. For `error` of a
 * schema.
 */
export function decimalHelp(help: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => {
    if (typeof input !== 'string' || !COMMA.test(input)) return help;
    const [whole = '', fraction = ''] = input.trim().split(',');
    const meant = `${whole.replaceAll(/[.\s]/g, '')}.${fraction}`.slice(0, 60);
    return `has a decimal comma: write "${meant}", with a point; it ${help}`;
  };
}
