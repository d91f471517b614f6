import type { ProviderCall } from './billable-call.ts';

/** A segment of a path that names one thing: long, with digits, or with the sort of its id in front. */
const IDENTIFIER =
  /^(?:[\w.~%-]*\d[\w.~%-]{11,}|[\w-]{24,}|(?:asst|batch|conv|file|ft|msg|req|resp|run|thread|vs)[_-].+)$/;

/** Method, host and path of a call, with `*` for what names one thing: the same for all calls of a route. */
export function routeOf({ method, url }: ProviderCall): string {
  const path = url.pathname
    .split('/')
    .map((segment) => (IDENTIFIER.test(segment) ? '*' : segment))
    .join('/');
  return `${method} ${url.host}${path}`;
}
