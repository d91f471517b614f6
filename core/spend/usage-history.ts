import { addDays, type Clock, dayOf } from '../time/ledger-time.ts';
import type { Quantity } from '../money/decimal.ts';
import type { UsageHistory, UsualUsage } from '../usage/magnitude-guard.ts';
import { readScopeDays } from './scope-totals.ts';
import { add, type DayTotal } from './total.ts';
import type { TotalsReader } from './totals-reader.ts';

/** Days looked back at. */
const DAYS = 7;
/** How long what was read is taken as what is usual. */
const KEPT_MS = 600_000;
/** Models and users remembered at once. */
const MOST_KEPT = 5_000;

/** What events of a model and of a user usually hold, from the totals of the last days, read again every ten minutes. */
export function usageHistory(totals: TotalsReader, clock: Clock, timeZone: string): UsageHistory {
  const kept = new Map<string, { readonly until: number; readonly usual: Promise<UsualUsage> }>();
  const remember = (name: string, read: () => Promise<UsualUsage>): Promise<UsualUsage> => {
    const known = kept.get(name);
    if (known && known.until > clock.now()) return known.usual;
    if (kept.size >= MOST_KEPT) kept.clear();
    const usual = read();
    kept.set(name, { until: clock.now() + KEPT_MS, usual });
    // What failed is read again by the next event.
    usual.catch(() => kept.delete(name));
    return usual;
  };
  const days = () => {
    const to = dayOf(clock.now(), timeZone);
    return { from: addDays(to, -DAYS), to };
  };
  return {
    ofModel: (provider, model) =>
      remember(JSON.stringify(['model', provider, model]), async () => {
        const cells = await totals.cells(days());
        return usualOf(cells.filter((cell) => cell.provider === provider && cell.model === model));
      }),
    ofUser: (userId) =>
      remember(JSON.stringify(['user', userId]), async () =>
        usualOf(await readScopeDays({ kind: 'user', id: userId }, days(), totals)),
      ),
  };
}

function usualOf(list: readonly DayTotal[]): UsualUsage {
  const usage = new Map<string, Quantity>();
  let events = 0;
  for (const { total } of list) {
    events += total.events;
    for (const [unit, quantity] of total.usage ?? []) add(usage, unit, quantity);
  }
  return { events, usage };
}
