import { Duration } from 'aws-cdk-lib/core';

/**
 * Time-outs from the inside out; the inner one always fires first. An SDK call gives up within seconds
 * (adapters), the function at these, the caller of the function after it.
 */
export const TIMEOUTS = {
  recordUsage: Duration.seconds(60),
  aggregateUsage: Duration.seconds(60),
  scheduledWork: Duration.minutes(5),
  checkBudgets: Duration.minutes(2),
  /** Lambda's longest; a job saves its state a minute before and goes on in the next call. */
  runJob: Duration.minutes(15),
  /** A file of the log holds the calls of some minutes. */
  readInvocationLogs: Duration.minutes(2),
  serveApi: Duration.seconds(25),
  /** API Gateway's own longest wait is 30 s; it must not give up before the function has answered. */
  apiIntegration: Duration.seconds(29),
} as const;

/** AWS's rule: a message stays hidden for six time-outs and the batching window, so that retries do not overlap. */
export function visibilityTimeoutFor(functionTimeout: Duration, windowSeconds: number): Duration {
  return Duration.seconds(functionTimeout.toSeconds() * 6 + windowSeconds);
}
