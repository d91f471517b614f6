import type { FoundAnomaly } from '../../core/anomalies/anomalies.ts';
import type { JudgedDay } from '../../core/anomalies/watch-anomalies.ts';
import { formatDecimal, parseUsd } from '../../core/money/decimal.ts';
import type { Item } from './entry-item.ts';
import { type Complete, jsonItem, storedJson } from './stored-json.ts';

/** An anomaly of a judged day: amounts as decimals, for JSON knows no whole numbers of their size. */
interface StoredAnomaly extends Omit<FoundAnomaly, 'spent' | 'expected'> {
  readonly spent: string;
  readonly expected: string;
}

/** What of an anomaly both shapes keep. */
function named({ dimension, key, day, since, kind, severity, reason }: FoundAnomaly) {
  return { dimension, key, day, since, kind, severity, reason };
}

/** The attributes that keep an anomaly on its own: other names than on a judged day, and the score as text. */
export function anomalyItem(anomaly: FoundAnomaly): Item {
  return jsonItem('d', {
    ...named(anomaly),
    spentUsd: formatDecimal(anomaly.spent),
    expectedUsd: formatDecimal(anomaly.expected),
    score: String(Number(anomaly.score.toFixed(4))),
  });
}

/** The attributes that keep what a day was judged. */
export function judgedItem({ found, complete }: JudgedDay): Item {
  const stored = found.map((anomaly): StoredAnomaly => ({
    ...named(anomaly),
    spent: formatDecimal(anomaly.spent),
    expected: formatDecimal(anomaly.expected),
    score: anomaly.score,
  }));
  return { ...jsonItem('d', stored), ...(complete ? {} : { cut: true }) };
}

/** Reads what a day was judged. */
export function judgedOf(item: Item): JudgedDay {
  const found = storedJson<readonly StoredAnomaly[]>(item, 'd').map(anomalyOf);
  return { found, complete: item['cut'] === undefined };
}

function anomalyOf(stored: StoredAnomaly): FoundAnomaly {
  const anomaly: Complete<FoundAnomaly> = {
    dimension: stored.dimension,
    key: stored.key,
    day: stored.day,
    since: stored.since,
    kind: stored.kind,
    severity: stored.severity,
    spent: parseUsd(stored.spent),
    expected: parseUsd(stored.expected),
    score: stored.score,
    reason: stored.reason,
  };
  return anomaly;
}
