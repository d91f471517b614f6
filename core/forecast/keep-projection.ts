import type { PicoUsd } from '../money/decimal.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { type Day, dayOf, type Instant, type Month } from '../time/ledger-time.ts';
import type { Projection } from './project-month-end.ts';
import { readProjections } from './read-projections.ts';

/** A projection as it was made on a day of its month, of the organisation. */
export interface KeptProjection extends Pick<Projection, 'projected' | 'low' | 'high' | 'method'> {
  readonly madeOn: Day;
  readonly spent: PicoUsd;
  /** Events of the month that had no price then, without which it was made. */
  readonly unpriced?: number | undefined;
}

/** Keeps projections as they were made. Methods reject on outages. */
export interface ProjectionStore {
  /** Those of a month, by the day they were made on. */
  list(month: Month): Promise<KeptProjection[]>;
  /** Keeps the first of a day; answers whether it was. */
  putIfAbsent(month: Month, projection: KeptProjection): Promise<boolean>;
}

/**
 * Projects the open month and keeps that, once a day, so that what a month cost can be compared with what was
 * said of it. A ledger without costs this month keeps nothing.
 */
export async function keepProjection(
  ports: { readonly totals: Pick<TotalsReader, 'cells' | 'user'>; readonly projections: ProjectionStore },
  now: Instant,
  timeZone: string,
): Promise<KeptProjection | undefined> {
  const { projection } = await readProjections({}, ports.totals, now, timeZone);
  const { period, spent, projected, low, high, method, unpriced } = projection;
  if (projected === 0n) return undefined;
  const kept = { madeOn: dayOf(now, timeZone), spent, projected, low, high, method, unpriced };
  await ports.projections.putIfAbsent(period, kept);
  return kept;
}
