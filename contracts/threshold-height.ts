import { ONE, readDecimal } from './decimal.ts';

/**
 * How high an alert's threshold lies under a limit, for its order among others: `80%` of it, or `$1.5`. 0 of what is no
 * amount, as alerts about keys and prices have.
 */
export function thresholdHeight(threshold: string, limit: bigint): bigint {
  const [, usd = '', percent = ''] = /^(?:\$(\d[\d.]*)|(\d[\d.]*)%)$/.exec(threshold) ?? [];
  return (readDecimal(usd) ?? 0n) * 100n * ONE + (readDecimal(percent) ?? 0n) * limit;
}
