/**
 * us-east-1, on demand, without free tiers: USD for one request unit, request, invocation, GB second of arm64, a GB
 * of the table for a month, and a month of an alarm, a metric or a key. As prices/catalogue.json has them, or the services' own price pages.
 */
export const USD = {
  write: 0.625e-6,
  read: 0.125e-6,
  queueRequest: 0.4e-6,
  invocation: 0.2e-6,
  gbSecond: 1.33334e-5,
  storedGb: 0.25,
  alarm: 0.1,
  metric: 0.3,
  key: 1,
} as const;

/** Memory of a function. */
export const FUNCTION_GB = 0.5;
