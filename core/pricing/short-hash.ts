/** As many as ten digits of base 36 can tell apart. */
const NAMES = 36n ** 10n;

/**
 * A stable 10 character name of a text: 51 bits of a 64 bit mix (two Murmur-like 32 bit lanes), base 36.
 * Every ledger line stores one, so it is short; it names data, it does not protect it.
 */
export function shortHash(text: string): string {
  let high = 0xde_ad_be_ef;
  let low = 0x41_c6_ce_57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  const bits = BigInt(high >>> 0) * 0x1_00_00_00_00n + BigInt(low >>> 0);
  return (bits % NAMES).toString(36).padStart(10, '0');
}
