import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import type { OverrideStore } from '../../core/pricing/override-ports.ts';
import { overridesOfSettings } from '../../core/pricing/override.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import type { Clock, Instant } from '../../core/time/ledger-time.ts';

/** How long a function prices by the overrides it has read; a new one is seen by all within this. */
const MAX_AGE_MS = 10_000;

/**
 * The price data of this version under the stage's prices and the stored overrides. Read again when older
 * than `maxAgeMs`; the book, and what it has compiled, stays while the overrides do.
 */
export function overrideSource(
  settings: Pick<LedgerSettings, 'defaultRegion' | 'priceOverrides'>,
  store: Pick<OverrideStore, 'load'>,
  clock: Clock,
  maxAgeMs = MAX_AGE_MS,
): { current(): Promise<CataloguePriceBook> } {
  const own = overridesOfSettings(settings.priceOverrides);
  let book: CataloguePriceBook | undefined;
  let key = '';
  let readAt: Instant = -Infinity;
  return {
    current: async () => {
      if (book && clock.now() - readAt < maxAgeMs) return book;
      const stored = await store.load();
      readAt = clock.now();
      const read = keyOf(stored);
      if (!book || read !== key) {
        book = createPriceBook({ defaultRegion: settings.defaultRegion, overrides: [...stored, ...own] });
        key = read;
      }
      return book;
    },
  };
}

function keyOf(rows: readonly PriceRow[]): string {
  return rows.map(({ id, effectiveTo }) => `${id} ${effectiveTo}`).join('\n');
}
