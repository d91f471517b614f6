/**
 * us-east-1, on demand, without free tiers: USD for one request unit, request, invocation, GB second of arm64, a GB
 * of the table for a month, and a month of an alarm, a metric, a dashboard or a key. As prices/catalogue.json has them,
 * or the services' own price pages.
 */
export const USD = {
  write: 0.625e-6,
  read: 0.125e-6,
  queueRequest: 0.4e-6,
  invocation: 0.2e-6,
  gbSecond: 1.33334e-5,
  scheduledRun: 1e-6,
  storedGb: 0.25,
  /** Restorable to any second of 35 days, beside what is stored. */
  restorableGb: 0.2,
  loggedGb: 0.5,
  alarm: 0.1,
  metric: 0.3,
  dashboard: 3,
  key: 1,
} as const;

/**
 * What AWS bills nobody for, each month and account, for ever ("Always Free" of https://aws.amazon.com/free); the
 * whole account shares it. The storage of 25 GB in tables is left out.
 */
export const FREE = {
  alarms: 10,
  metrics: 10,
  dashboards: 3,
  queueRequests: 1_000_000,
  invocations: 1_000_000,
  gbSeconds: 400_000,
  scheduledRuns: 14_000_000,
  loggedGb: 5,
} as const;
