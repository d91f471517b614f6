/**
 * A JSON number's text without its exponent: `1.5e-7` is `0.00000015`. The caller bounds the exponent,
 * which would write out texts of any length.
 */
export function plainDecimal(source: string): string {
  const [mantissa = '0', exponent = '0'] = source.toLowerCase().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const shift = Number(exponent);
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const decimals = padded.slice(at).replace(/0+$/, '');
  return decimals ? `${padded.slice(0, at)}.${decimals}` : padded.slice(0, at);
}
