import { number, record } from '../template.ts';

/** Requests a second, and how many may come at once. */
interface Rate {
  readonly rate: number;
  readonly burst: number;
}

/** Tokens that are left, and when that was so, milliseconds. */
interface Bucket extends Rate {
  left: number;
  at: number;
}

/** Whether a request of a route may pass now; API Gateway answers 429 to others. */
export type Throttle = (routeKey: string) => boolean;

/**
 * The throttles of a stage's properties: a bucket of tokens for each route with settings of its own, and one for all
 * others together. A stage without settings lets everything pass. `now` in milliseconds.
 */
export function readThrottle(stage: Readonly<Record<string, unknown>>, now: () => number): Throttle {
  const bucketOf = (settings: unknown): Bucket | undefined => {
    const { ThrottlingRateLimit, ThrottlingBurstLimit } = record(settings);
    if (ThrottlingRateLimit === undefined) return undefined;
    const rate = number(ThrottlingRateLimit, 0);
    const burst = number(ThrottlingBurstLimit, rate);
    return { rate, burst, left: burst, at: now() };
  };
  const all = bucketOf(stage['DefaultRouteSettings']);
  const own = new Map(
    Object.entries(record(stage['RouteSettings'])).map(
      ([key, settings]) => [key, bucketOf(settings)] as const,
    ),
  );
  return (routeKey) => {
    const bucket = own.get(routeKey) ?? all;
    if (!bucket) return true;
    const at = now();
    bucket.left = Math.min(bucket.burst, bucket.left + ((at - bucket.at) / 1000) * bucket.rate);
    bucket.at = at;
    if (bucket.left < 1) return false;
    bucket.left--;
    return true;
  };
}
