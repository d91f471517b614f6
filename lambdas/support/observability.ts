import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

/**
 * Logger and metrics of one function; neither ever sees an amount, a user's content or a secret. The
 * deployment sets the namespace, so that two stages in one account stay apart.
 */
export function observability(serviceName: string): { logger: Logger; metrics: Metrics } {
  return {
    logger: new Logger({ serviceName }),
    metrics: new Metrics({
      namespace: process.env['POWERTOOLS_METRICS_NAMESPACE'] ?? 'Costkeeper',
      serviceName,
    }),
  };
}
