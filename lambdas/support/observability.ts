import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

/** Namespace of all metrics that the functions emit. */
export const METRICS_NAMESPACE = 'Costkeeper';

/** Logger and metrics of one function; neither ever sees an amount, a user's content or a secret. */
export function observability(serviceName: string): { logger: Logger; metrics: Metrics } {
  return {
    logger: new Logger({ serviceName }),
    metrics: new Metrics({ namespace: METRICS_NAMESPACE, serviceName }),
  };
}
