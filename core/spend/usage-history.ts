import { Cache } from '../cache.ts';
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
  const known = new Cache<UsualUsage>(MOST_KEPT);
  const terms = () => ({ now: clock.now(), until: clock.now() + KEPT_MS });
  const usual = (name: readonly string[], read: () => Promise<UsualUsage>) =>
    known.read(JSON.stringify(name), terms(), read);
  const days = () => {
    const to = dayOf(clock.now(), timeZone);
    return { from: addDays(to, -DAYS), to };
  };
  // One read for all models and units: names of units are the sender's.
  const knownCells = new Cache<readonly OrganisationCell[]>(1);
  const cells = () => knownCells.read('cells', terms(), () => totals.cells(days()));
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
