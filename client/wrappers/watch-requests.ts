import type { UsageRecorder } from '../core/wrapper-ports.ts';
import { hostOf } from '../../providers/hosts.ts';
import type { Endpoint } from './billable-call.ts';
import { knownHostEndpoint } from './known-host-endpoint.ts';
import { watchHttp } from './watch-http.ts';
import { watchUndici } from './watch-undici.ts';
import { WatchedRequest } from './watched-request.ts';

/** Which hosts are watched, and how their calls are read. */
interface WatchOptions {
  readonly isKnown: (url: URL) => boolean;
  readonly endpoint: Endpoint;
}

/**
 * Watches the requests to known hosts that do not go through the global `fetch`, by the channels that undici and
 * `node:http` tell them on. They pass as they are: a stream is not asked for its usage.
 * @returns a function that ends it
 */
export function watchRequests(
  recorder: UsageRecorder,
  { isKnown, endpoint }: WatchOptions = {
    isKnown: (url) => hostOf(url) !== undefined,
    endpoint: knownHostEndpoint(),
  },
): () => void {
  const begin = (method: string, text: string) => {
    const url = new URL(text);
    return isKnown(url) ? new WatchedRequest(recorder, endpoint, { method, url }) : undefined;
  };
  const ends = [watchUndici(begin), watchHttp(begin)];
  return () => {
    for (const end of ends) end();
  };
}
