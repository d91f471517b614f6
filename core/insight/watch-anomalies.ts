import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, dayOf, type Instant } from '../time/ledger-time.ts';
import type { FoundAnomaly } from './anomalies.ts';
import { ANOMALY_DIMENSIONS, readAnomalies } from './read-anomalies.ts';

/** Keeps which anomalies were found, once for each dimension, key, kind and first day. Rejects on outages. */
export interface AnomalyStore {
  /** Stores it if it is new; answers whether somebody still has to be told. */
  note(anomaly: FoundAnomaly, at: Instant): Promise<'waiting' | 'told'>;
  /** Notes that somebody was told. */
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

/**
 * Judges the last closed days and tells of each anomaly once: a lasting shift is one anomaly. What spent
 * less than expected is noted and nobody is told. Running twice changes nothing.
 */
export async function watchAnomalies(
  ports: AnomalyWatchPorts,
  at: Instant,
): Promise<{ readonly found: number; readonly told: number }> {
  const today = dayOf(at, ports.timeZone);
  const days = { from: addDays(today, -DAYS), to: addDays(today, -1) };
  const found = await readAnomalies(days, ANOMALY_DIMENSIONS, ports.totals);
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
