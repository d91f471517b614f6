import type { PriceFeed } from '../../contracts/price-pack.ts';
import type { PackedPrices } from '../pricing/packed-prices.ts';
import { HOUR_MS, type Instant } from '../time/ledger-time.ts';
import type { PackStore } from './pack-record.ts';

/**
 * Hours since the prices in force were published, with one digit behind the point: those of a pack, or of the
 * deployment where the stage takes none. 0 for a time that is to come.
 */
export async function priceDataAge(
  packs: Pick<PackStore, 'inForce'>,
  builtIn: Pick<PackedPrices, 'publishedAt'>,
  feed: PriceFeed | undefined,
  now: Instant,
): Promise<number> {
  const inForce = feed ? await packs.inForce() : undefined;
  const hours = (now - Date.parse(inForce?.publishedAt ?? builtIn.publishedAt)) / HOUR_MS;
  return Math.max(0, Math.round(hours * 10) / 10);
}
