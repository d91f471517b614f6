import { findAnomalies, type Anomaly } from '../core/anomalies/anomalies.ts';
import { addDays } from '../core/time/ledger-time.ts';
import { FIRST_DAY, LAST_DAY, plantedSeries, type Planted } from './support/planted-anomalies.ts';

export const description = 'precision and recall of the anomaly search on planted anomalies';

const covers = (planted: Planted, found: Anomaly): boolean =>
  planted.key === found.key && planted.day <= found.day && found.day <= planted.until;

/**
 * Recall: planted things with a flagged day, of all planted. Precision: the same number, of it and the flagged
 * days that are in nothing planted; the many flagged days of one lasting shift count once.
 */
export function measureAnomalies(series: number, seed: number) {
  const made = plantedSeries(series, seed);
  const planted = made.flatMap((item) => item.planted);
  const started = performance.now();
  const found = findAnomalies(
    made.map((item) => item.series),
    addDays(FIRST_DAY, 40),
    LAST_DAY,
  );
  const milliseconds = performance.now() - started;
  const wrong = found.filter((item) => !planted.some((other) => covers(other, item)));
  const right = planted.filter((item) => found.some((other) => covers(item, other)));
  const kinds = ['spike', 'drop', 'shift'] as const;
  const recallOf = (of: readonly Planted[]) =>
    Number((of.filter((item) => found.some((other) => covers(item, other))).length / of.length).toFixed(4));
  return {
    series,
    planted: planted.length,
    flagged: found.length,
    precision: Number((right.length / (right.length + wrong.length)).toFixed(4)),
    recall: recallOf(planted),
    recallByKind: Object.fromEntries(
      kinds.map((kind) => [kind, recallOf(planted.filter((item) => item.kind === kind))]),
    ),
    millisecondsPerSeriesDay: Number((milliseconds / (series * 78)).toFixed(4)),
    wrong,
  };
}

export function run() {
  const { wrong, ...result } = measureAnomalies(240, 1);
  for (const item of wrong.slice(0, 5))
    console.log(`flagged without a plant: ${item.reason}, score ${item.score.toFixed(1)}`);
  for (const [name, value] of Object.entries(result)) {
    console.log(`${name.padEnd(26)} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  }
  return { bench: 'anomalies', ...result };
}
