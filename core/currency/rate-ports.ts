import type { Day, Instant } from '../time/ledger-time.ts';
import type { CurrencyRate } from './currency.ts';
import type { RefusedRate } from './take-rates.ts';

/** The last look at the feed. */
export interface RateLook {
  readonly at: Instant;
  /** Currencies whose rate was new. */
  readonly kept: readonly string[];
  readonly refused: readonly RefusedRate[];
  /** Why nothing could be read at all; null where something was. */
  readonly failed: string | null;
}

/** Keeps exchange rates, each for ever under its currency and day. Methods reject on outages. */
export interface RateStore {
  /** The newest rate of a currency, of `on` or before; undefined where there is none. */
  newest(currency: string, on?: Day): Promise<CurrencyRate | undefined>;
  /** Keeps a rate where its day has none; a rate that was kept never changes. */
  keep(rate: CurrencyRate): Promise<void>;
  lastLook(): Promise<RateLook | undefined>;
  noteLook(look: RateLook): Promise<void>;
}
