import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

/**
 * Metrics that say nothing of nothing: a value of 0 is not sent, since CloudWatch bills each metric for each hour in
 * which it has data, and alarms take missing data for silence.
 */
export class SparseMetrics extends Metrics {
  override addMetric(...[name, unit, value, ...more]: Parameters<Metrics['addMetric']>): this {
    if (value !== 0) super.addMetric(name, unit, value, ...more);
    return this;
  }

  override publishStoredMetrics(): this {
    // Without any it would write a warning into the log at each call.
    return this.hasStoredMetrics() ? super.publishStoredMetrics() : this;
  }
}

/**
 * Logger and metrics of one function; neither ever sees an amount, a user's content or a secret. The
 * deployment sets the namespace, so that two stages in one account stay apart.
 */
export function observability(serviceName: string): { logger: Logger; metrics: Metrics } {
  return {
    logger: new Logger({ serviceName }),
    metrics: new SparseMetrics({
      namespace: process.env['POWERTOOLS_METRICS_NAMESPACE'] ?? 'Costkeeper',
      serviceName,
    }),
  };
}
