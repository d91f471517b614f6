import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import { inBatches } from '../../core/in-batches.ts';
import type { FoundAnomaly } from '../../core/anomalies/anomalies.ts';
import type { AnomalyStore, JudgedDay } from '../../core/anomalies/watch-anomalies.ts';
import { monthsBetween, type Day, type Instant, type Month, monthOf } from '../../core/time/ledger-time.ts';
import type { Days } from '../../core/time/range.ts';
import { anomalyItem, judgedItem, judgedOf } from './anomaly-item.ts';
import { dayText } from './document-client.ts';
import { escapeKey, type ItemKey } from './keys.ts';
import { between } from './run-queries.ts';
import type { Table } from './table.ts';
import { readableItems } from './readable-items.ts';

/** Begins the partitions of days that were judged. */
export const JUDGED_PREFIX = `${PREFIX.insight}judged#`;

/** Days that were judged, by month. */
export function judgedPartition(month: Month): string {
  return JUDGED_PREFIX + month;
}

/** Anomalies by the month they began in. */
export function anomalyPartition(month: Month): string {
  return `${PREFIX.insight}anomalies#${month}`;
}

function anomalyKey({ dimension, key, kind, since }: FoundAnomaly): ItemKey {
  return {
    pk: anomalyPartition(monthOf(since)),
    sk: [since, dimension, kind, key].map(escapeKey).join('#'),
  };
}

/** Found anomalies in the table: one item for a run of days. */
export class DynamoAnomalyStore implements AnomalyStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async judgedDays(days: Days): Promise<Map<Day, JudgedDay>> {
    const months = monthsBetween(monthOf(days.from), monthOf(days.to));
    const found = await inBatches(months, (month) =>
      this.#table.queryAll(between(judgedPartition(month), days.from, days.to)),
    );
    return new Map(readableItems(found.flat(), (item) => [dayText(item['sk']), judgedOf(item)] as const));
  }

  async putJudgedDay(day: Day, judged: JudgedDay, at: Instant): Promise<void> {
    const key = { pk: judgedPartition(monthOf(day)), sk: day, e: ENTITY.anomaly };
    await this.#table.put({ ...key, at, ...judgedItem(judged) });
  }

  async note(anomaly: FoundAnomaly, at: Instant): Promise<'waiting' | 'told'> {
    const item = { ...anomalyKey(anomaly), e: ENTITY.anomaly, at, ...anomalyItem(anomaly) };
    const found = await this.#table.putIfAbsent(item);
    return found?.['told'] === undefined ? 'waiting' : 'told';
  }

  async told(anomaly: FoundAnomaly, at: Instant): Promise<void> {
    await this.#table.update(anomalyKey(anomaly), {
      UpdateExpression: 'SET told = if_not_exists(told, :at)',
      ExpressionAttributeValues: { ':at': at },
    });
  }
}
