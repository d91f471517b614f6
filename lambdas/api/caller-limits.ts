import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { type RequestCounter, RequestLimit } from '../../core/access/request-limit.ts';
import { TooManyRequestsError } from '../../core/errors.ts';
import type { Clock } from '../../core/time/ledger-time.ts';
import { type Caller, isBackend } from './caller.ts';
import type { Route } from './route.ts';

/** How often a caller may ask in a minute, by the limit that a route names. */
export type CallerLimits = Readonly<Record<Route['limit'] | 'withoutTable', RequestLimit>>;

type LimitedRoute = Pick<Route, 'limit' | 'needsTable'>;

/** The limits that a stage sets, counted for all functions together. */
export function callerLimits(
  counters: Readonly<Record<Route['limit'], RequestCounter>>,
  clock: Clock,
  settings: Pick<LedgerSettings, 'requestsPerMinute' | 'recordsPerMinute'>,
): CallerLimits {
  return {
    requests: new RequestLimit(counters.requests, clock, settings.requestsPerMinute),
    records: new RequestLimit(counters.records, clock, settings.recordsPerMinute),
    withoutTable: new RequestLimit(counters.records, clock, settings.recordsPerMinute, 'open'),
  };
}

/** The larger limit is for backends, which speak for many; what only uses the queue waits for no table. */
function limitOf({ limit, needsTable }: LimitedRoute, caller: Caller, limits: CallerLimits): RequestLimit {
  if (!isBackend(caller)) return limits.requests;
  return needsTable ? limits[limit] : limits.withoutTable;
}

/** Counts a request against its caller's limit of this minute. Throws TooManyRequestsError. */
export async function admitCaller(caller: Caller, route: LimitedRoute, limits: CallerLimits): Promise<void> {
  const seconds = await limitOf(route, caller, limits).admit(caller.id);
  if (seconds > 0) {
    throw new TooManyRequestsError(
      `this caller has used its requests of this minute: try again in ${seconds} s`,
      seconds,
    );
  }
}
