/**
 * A number as decimal text with at most 12 decimals, without an exponent: `1e-7` becomes `"0.0000001"`.
 * NaN and infinities stay words, which the ledger refuses and keeps, rather than a plausible quantity.
 */
export function decimalText(value: number): string {
  const text = value.toFixed(12);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Decimal text to whole pico-dollars (10^-12); what is not a plain decimal counts as 0 in an estimate. */
export function decimalToPico(text: string): bigint {
  const match = /^(\d{1,18})(?:\.(\d{1,18}))?$/.exec(text);
  if (match === null) return 0n;
  return BigInt((match[1] ?? '0') + (match[2] ?? '').padEnd(12, '0').slice(0, 12));
}

/** Pico-dollars to decimal text in its canonical form. */
export function picoToDecimal(pico: bigint): string {
  const digits = pico.toString().padStart(13, '0');
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '');
}
