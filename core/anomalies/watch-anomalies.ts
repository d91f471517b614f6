import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, type Day, dayOf, daysBetween, type Instant } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { FoundAnomaly } from './anomalies.ts';
import { ANOMALY_DIMENSIONS } from '../../contracts/scopes.ts';
import { readAnomalies } from './read-anomalies.ts';

/** What a closed day was judged by the nightly run. */
export interface JudgedDay {
  /** The strongest first, at most MOST_KEPT. */
  readonly found: readonly FoundAnomaly[];
  /** False when there were more. */
  readonly complete: boolean;
}

/** Anomalies kept of one day. */
const MOST_KEPT = 200;

/** Keeps which anomalies were found, once for each dimension, key, kind and first day. Rejects on outages. */
export interface AnomalyStore {
  /** Those of the days that were judged. */
  judgedDays(days: Days): Promise<ReadonlyMap<Day, JudgedDay>>;
  /** Replaces what an earlier run found on the day. */
  putJudgedDay(day: Day, judged: JudgedDay, at: Instant): Promise<void>;
  /** Stores it if it is new; answers whether its alert is still to be raised. */
  note(anomaly: FoundAnomaly, at: Instant): Promise<'waiting' | 'told'>;
  /** Notes that its alert was raised. */
  told(anomaly: FoundAnomaly, at: Instant): Promise<void>;
}

export interface AnomalyWatchPorts {
  readonly totals: Pick<TotalsReader, 'cells' | 'users' | 'resources' | 'firstDay'>;
  readonly anomalies: AnomalyStore;
  /** Tells people and programs; may be called twice for one anomaly after a crash. */
  readonly tell: (anomaly: FoundAnomaly) => Promise<void>;
  readonly timeZone: string;
}

/** Closed days that are judged again: entries may come late, and a run may have failed. */
const DAYS = 3;

/** Days back to which days that were never judged are, without a word to anybody. */
const MOST_DAYS_BACK = 30;

/**
 * Judges the last closed days, keeps what it found of each, and tells of each anomaly once: a lasting shift is
 * one anomaly. What spent less than expected is noted and no alert is raised. Running twice changes nothing.
 */
export async function watchAnomalies(
  ports: AnomalyWatchPorts,
  at: Instant,
): Promise<{ readonly found: number; readonly told: number }> {
  const today = dayOf(at, ports.timeZone);
  const recent = { from: addDays(today, -DAYS), to: addDays(today, -1) };
  const found = (await judgeDays(recent, ports, at)).filter(({ day }) => day >= recent.from);
  let told = 0;
  // Oldest first: the first day of a run is the one that people are told of.
  for (const anomaly of found.toReversed()) {
    const state = await ports.anomalies.note(anomaly, at);
    if (state === 'told' || anomaly.severity === 'info') continue;
    await ports.tell(anomaly);
    await ports.anomalies.told(anomaly, at);
    told++;
  }
  return { found: found.length, told };
}

/** Judges some days, and those before them that no run has been to. */
async function judgeDays(recent: Days, ports: AnomalyWatchPorts, at: Instant): Promise<FoundAnomaly[]> {
  const { totals, anomalies } = ports;
  const back = addDays(recent.to, 1 - MOST_DAYS_BACK);
  const first = (await totals.firstDay()) ?? recent.from;
  const judged = await anomalies.judgedDays({ from: back, to: recent.to });
  const wanted = daysBetween(first > back ? first : back, recent.to).filter(
    (day) => day >= recent.from || !judged.has(day),
  );
  const from = wanted[0] ?? recent.from;
  const found = await readAnomalies({ from, to: recent.to }, ANOMALY_DIMENSIONS, totals);
  const byDay = Map.groupBy(found, ({ day }) => day);
  for (const day of wanted) {
    const list = byDay.get(day) ?? [];
    const kept = { found: list.slice(0, MOST_KEPT), complete: list.length <= MOST_KEPT };
    await anomalies.putJudgedDay(day, kept, at);
  }
  return found;
}
