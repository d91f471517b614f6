import type { MiddlewareObj } from '@middy/core';
import { Logger } from './logger.ts';
import { Metrics } from './metrics.ts';

/** Logger and metrics of one function; neither ever sees an amount, a user's content or a secret. */
export function observability(serviceName: string): { logger: Logger; metrics: Metrics } {
  return { logger: new Logger(serviceName), metrics: new Metrics(serviceName) };
}

/** Has the logger name each call, and the metrics of one be written at its end, whether it fails or not. */
export function observed({
  logger,
  metrics,
}: {
  readonly logger: Logger;
  readonly metrics?: Metrics;
}): MiddlewareObj {
  const publish = (): void => metrics?.publish();
  return { before: ({ context }) => logger.begin(context), after: publish, onError: publish };
}
