import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { cutText } from '../../contracts/cut-text.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import type { SpendMetricSink, SpendPoint } from '../../core/spend/spend-metrics.ts';
import type { Instant } from '../../core/time/ledger-time.ts';

/** PutMetricData takes this many points at most; there are fewer services than that. */
const MOST_POINTS = 1000;
/** Characters of a dimension's value. */
const MOST_CHARACTERS = 1024;

/** The client for metrics; region and endpoint come from the function's environment. */
export function cloudWatchClient(): CloudWatchClient {
  return new CloudWatchClient({});
}

/** Spend as custom metrics: `SpendTodayUsd`, with and without the dimension `service`. */
export class CloudWatchSpendMetrics implements SpendMetricSink {
  readonly #client: CloudWatchClient;
  readonly #namespace: string;

  constructor(client: CloudWatchClient, namespace: string) {
    this.#client = client;
    this.#namespace = namespace;
  }

  async put(points: readonly SpendPoint[], at: Instant): Promise<void> {
    await this.#client.send(
      new PutMetricDataCommand({
        Namespace: this.#namespace,
        MetricData: points.slice(0, MOST_POINTS).map(({ service, cost }) => ({
          MetricName: 'SpendTodayUsd',
          Timestamp: new Date(at),
          // CloudWatch knows doubles only; nothing reads this back into the ledger.
          Value: Number.parseFloat(formatDecimal(cost)),
          ...(service === undefined
            ? {}
            : { Dimensions: [{ Name: 'service', Value: asDimension(service) }] }),
        })),
      }),
    );
  }
}

/**
 * A name as CloudWatch takes the value of a dimension: printable ASCII, no colon first, not spaces alone. Else it would
 * refuse all points of a call for one name; other characters are percent-encoded, so that names stay apart.
 */
function asDimension(name: string): string {
  const value = name.isWellFormed() ? name : name.toWellFormed();
  return cutText(value.replaceAll(/[^\x20-\x7E]|^:|^ +$/gu, encodeURIComponent), MOST_CHARACTERS);
}
