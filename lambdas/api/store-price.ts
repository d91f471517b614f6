import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { DEFAULT_HOLD_PERCENT } from '../../contracts/price-canary.ts';
import type { PriceOverride } from '../../contracts/price-override.ts';
import { changeOnce } from '../../core/budgets/change-once.ts';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import { type OverrideChange, planOverride, replacedRow } from '../../core/pricing/override.ts';
import type { PriceChange } from '../../core/pricing/price-change.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import type { ApiPorts } from './ports.ts';

/** Stores a price: in force at once, or to be replayed where it changes one and the sender or the stage asks for that. */
export function storePrice(
  override: PriceOverride,
  { overrides, prices, settings }: ApiPorts,
  now: Instant,
): Promise<OverrideChange & Pick<PriceChange, 'status'>> {
  return changeOnce(async () => {
    const seen = await overrides.version();
    const [existing, book] = await Promise.all([overrides.load(), prices.current()]);
    const { row, closed } = planOverride(override, existing, book, now);
    const known = await overrides.change(row.id);
    const record: PriceChange = {
      id: row.id,
      row,
      status: 'applied',
      reason: 'it was stored',
      // The same price sent again ended nothing this time.
      closedId: closed?.id ?? known?.closedId ?? null,
      canary: null,
      holdAbovePercent: null,
      changedAt: now,
    };
    if (!isReplayed(override, settings) || !changesPrice(row, book)) {
      return (await overrides.save({ row, closed }, seen, record))
        ? { row, closed, status: 'applied' }
        : undefined;
    }
    const { holdAbovePercent } = settings.priceCanary ?? { holdAbovePercent: DEFAULT_HOLD_PERCENT };
    const waiting: PriceChange = {
      ...record,
      status: 'replaying',
      reason: REPLAYING,
      closedId: null,
      holdAbovePercent,
    };
    return (await overrides.put([], [waiting], seen))
      ? { row, closed: undefined, status: 'replaying' }
      : undefined;
  });
}

const REPLAYING = 'the last seven days are being replayed';

function isReplayed(
  { canary, force }: PriceOverride,
  { priceCanary }: Pick<LedgerSettings, 'priceCanary'>,
): boolean {
  return canary ?? (priceCanary !== undefined && force !== true);
}

/** What had no price until now moves nothing that was paid for. */
function changesPrice(row: PriceRow, book: CataloguePriceBook): boolean {
  const replaced = replacedRow(row, book);
  return replaced !== undefined && replaced.id !== row.id;
}
