import { addDays, type Clock, dayOf } from '../time/ledger-time.ts';
import { type PicoUsd, plus, type Quantity, ZERO_USD } from '../money/decimal.ts';
import type { UsageHistory, UsualUsage } from '../usage/magnitude-guard.ts';
import { readScopeDays } from './scope-totals.ts';
import { add, type DayTotal } from './total.ts';
import type { OrganisationCell, TotalsReader } from './totals-reader.ts';

/** Days looked back at. */
const DAYS = 7;
/** How long what was read is taken as what is usual. */
const KEPT_MS = 600_000;
/** Models and users remembered at once. */
const MOST_KEPT = 5_000;

/**
 * What events of a model, of a user and of all usually hold, from the totals of the last days, read again every ten
 * minutes.
 */
export function usageHistory(totals: TotalsReader, clock: Clock, timeZone: string): UsageHistory {
  const remember = rememberFor(clock);
  const usual = (name: readonly string[], read: () => Promise<UsualUsage>) =>
    remember(JSON.stringify(name), read);
  const days = () => {
    const to = dayOf(clock.now(), timeZone);
    return { from: addDays(to, -DAYS), to };
  };
  // One read for all models and units: names of units are the sender's.
  const cellMemory = rememberFor(clock);
  const cells = () => cellMemory<readonly OrganisationCell[]>('cells', () => totals.cells(days()));
  const usualAmong = async (fits: (cell: OrganisationCell) => boolean) =>
    usualOf((await cells()).filter(fits));
  return {
    ofModel: (provider, model) =>
      usual(['model', provider, model], () =>
        usualAmong((cell) => cell.provider === provider && cell.model === model),
      ),
    ofUnit: (unit) =>
      usual(['unit', unit], () => usualAmong(({ total }) => (total.usage?.get(unit) ?? 0n) > 0n)),
    ofUser: (userId) =>
      usual(['user', userId], async () =>
        usualOf(await readScopeDays({ kind: 'user', id: userId }, days(), totals)),
      ),
  };
}

/** Keeps what was read for a while, by name; what failed is read again by the next event. */
function rememberFor(clock: Clock) {
  const kept = new Map<string, { readonly until: number; readonly value: Promise<unknown> }>();
  return <T>(name: string, read: () => Promise<T>): Promise<T> => {
    const known = kept.get(name);
    if (known && known.until > clock.now()) return known.value as Promise<T>;
    if (kept.size >= MOST_KEPT) kept.clear();
    const value = read();
    kept.set(name, { until: clock.now() + KEPT_MS, value });
    value.catch(() => kept.delete(name));
    return value;
  };
}

function usualOf(list: readonly DayTotal[]): UsualUsage {
  const usage = new Map<string, Quantity>();
  let events = 0;
  let cost: PicoUsd = ZERO_USD;
  for (const { total } of list) {
    events += total.events;
    cost = plus(cost, total.cost);
    for (const [unit, quantity] of total.usage ?? []) add(usage, unit, quantity);
  }
  return { events, cost, usage };
}
