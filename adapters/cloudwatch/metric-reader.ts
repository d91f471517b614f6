import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { batchesOf } from '../../core/in-batches.ts';
import type { MetricQuery, MetricReader } from '../../core/own-cost/record-own-usage.ts';
import type { Instant } from '../../core/time/ledger-time.ts';

/** Metrics that one call may ask for. */
const MOST_QUERIES = 500;

/** Sums of whole periods from CloudWatch. */
export class CloudWatchMetricReader implements MetricReader {
  readonly #client: CloudWatchClient;

  constructor(client = new CloudWatchClient({})) {
    this.#client = client;
  }

  async sums(queries: readonly MetricQuery[], from: Instant, to: Instant): Promise<number[]> {
    const sums = queries.map(() => 0);
    for (const [nth, batch] of batchesOf(queries, MOST_QUERIES).entries()) {
      await this.#add(sums, batch, nth * MOST_QUERIES, from, to);
    }
    return sums;
  }

  async #add(
    sums: number[],
    queries: readonly MetricQuery[],
    start: number,
    from: Instant,
    to: Instant,
  ): Promise<void> {
    let next: string | undefined;
    do {
      const answer = await this.#client.send(
        new GetMetricDataCommand({
          StartTime: new Date(from),
          EndTime: new Date(to),
          MetricDataQueries: queries.map((query, index) => ({
            Id: `m${start + index}`,
            MetricStat: metricOf(query, (to - from) / 1000),
          })),
          NextToken: next,
        }),
      );
      for (const { Id, Values } of answer.MetricDataResults ?? []) {
        const index = Number(Id?.slice(1));
        for (const value of Values ?? []) sums[index] = (sums[index] ?? 0) + value;
      }
      next = answer.NextToken;
    } while (next);
  }
}

function metricOf({ namespace, name, dimensions }: MetricQuery, seconds: number) {
  return {
    Metric: {
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: seconds,
    Stat: 'Sum',
  };
}
