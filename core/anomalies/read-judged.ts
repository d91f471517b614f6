import { ANOMALY_DIMENSIONS, type AnomalyDimension } from '../../contracts/scopes.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { type Day, daysBetween } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import { type FoundAnomaly, newestFirst } from './anomalies.ts';
import { readAnomalies } from './read-anomalies.ts';
import type { AnomalyStore, JudgedDay } from './watch-anomalies.ts';

/**
 * Up to so many events a ledger has no more totals of users and resources than a request can read: days that
 * no nightly run has been to are then judged at once. Beyond, services and models are, which are few.
 */
const SMALL_LEDGER_EVENTS = 100_000;
const FEW: readonly AnomalyDimension[] = ['service', 'model'];

export interface JudgedPorts {
  readonly totals: Pick<TotalsReader, 'cells' | 'users' | 'resources' | 'firstDay' | 'counts'>;
  readonly anomalies: Pick<AnomalyStore, 'judgedDays'>;
}

/** Anomalies of closed days, newest first, the strongest of a day first. */
export interface ReadAnomalies {
  readonly items: readonly FoundAnomaly[];
  /** False when users and types of resources of some days are not judged yet, or a day had too many. */
  readonly complete: boolean;
}

/**
 * Reads what the nightly run found. Days that it has not been to are judged now: in the dimension asked for, or
 * without one in as many as the ledger's size allows. Rejects on outages.
 */
export async function readJudged(
  days: Days,
  dimension: AnomalyDimension | undefined,
  { totals, anomalies }: JudgedPorts,
): Promise<ReadAnomalies> {
  if (days.from > days.to) return { items: [], complete: true };
  const first = await totals.firstDay();
  if (first === undefined || first > days.to) return { items: [], complete: true };
  const judged = await anomalies.judgedDays(days);
  const from = first > days.from ? first : days.from;
  const missing = new Set(daysBetween(from, days.to).filter((day) => !judged.has(day)));
  const dimensions = await judgedNow(dimension, missing, totals);
  const now = await readMissing(missing, dimensions, totals);
  const stored = [...judged.values()].flatMap(({ found }) =>
    found.filter((anomaly) => dimension === undefined || anomaly.dimension === dimension),
  );
  return {
    items: [...stored, ...now].toSorted(newestFirst),
    complete: dimensions !== FEW && [...judged.values()].every((day: JudgedDay) => day.complete),
  };
}

async function judgedNow(
  dimension: AnomalyDimension | undefined,
  missing: ReadonlySet<Day>,
  totals: JudgedPorts['totals'],
): Promise<readonly AnomalyDimension[]> {
  if (missing.size === 0) return [];
  if (dimension !== undefined) return [dimension];
  return (await totals.counts()).events <= SMALL_LEDGER_EVENTS ? ANOMALY_DIMENSIONS : FEW;
}

async function readMissing(
  missing: ReadonlySet<Day>,
  dimensions: readonly AnomalyDimension[],
  totals: JudgedPorts['totals'],
): Promise<FoundAnomaly[]> {
  const list = [...missing];
  const [from, to] = [list[0], list.at(-1)];
  if (from === undefined || to === undefined) return [];
  return (await readAnomalies({ from, to }, dimensions, totals)).filter(({ day }) => missing.has(day));
}
