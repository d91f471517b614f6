import { type Query, thing, withQuery } from '../../../client/core/api-path.ts';
import { ApiError, callApi } from '../../../client/core/api-request.ts';
import type { Problem } from '../../../contracts/api/problems.ts';
import type { ProblemType } from '../../../contracts/problem-kinds.ts';
import { watched } from './connection.ts';
import type { Session } from '../sign-in/session.ts';

export { ApiError, thing, withQuery };

export type WriteMethod = 'POST' | 'PUT' | 'DELETE';

/** The API with the page's session. */
export interface Api {
  get<T>(path: string, query?: Query): Promise<T>;
  send<T>(method: WriteMethod, path: string, body?: object): Promise<T>;
  /** The body as it comes, for downloads. */
  download(path: string, query?: Query): Promise<Response>;
}

export function createApi(session: Session): Api {
  const access = { apiUrl: session.apiUrl, token: () => session.token(), timeoutMs: 15_000 };
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    let confirmedAt: string | null = null;
    const seen: typeof fetch = async (input, init) => {
      // Asks afresh, with the ETag of what it has: a stage may let other callers keep answers for an hour.
      const response = await fetch(input, { ...init, cache: 'no-cache' });
      confirmedAt = response.headers.get('date');
      return response;
    };
    try {
      const answer = await watched(() => callApi({ ...access, fetch: seen }, method, path, body), Date.now);
      return confirmed(answer as T, confirmedAt);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) await session.renew();
      throw error;
    }
  };
  return {
    get: (path, query) => call('GET', withQuery(path, query)),
    send: (method, path, body) => call(method, path, body ?? (method === 'DELETE' ? undefined : {})),
    download: async (path, query) => {
      const headers = { authorization: `Bearer ${await session.token()}` };
      return await fetch(session.apiUrl + withQuery(path, query), { headers });
    },
  };
}

/**
 * An answer with `asOf` moved to when the API last said that it still holds: a 304 leaves the body, and the `asOf`
 * inside of it, as the browser kept them, but brings the date of now.
 */
export function confirmed<T>(answer: T, date: string | null): T {
  if (typeof answer !== 'object' || answer === null || !('asOf' in answer) || date === null) return answer;
  const { asOf } = answer;
  const at = Date.parse(date);
  if (typeof asOf !== 'string' || !(at > Date.parse(asOf))) return answer;
  return { ...answer, asOf: new Date(at).toISOString() };
}

const NO_SUCH_ROUTE: ProblemType = 'urn:costkeeper:no-such-route';

/** The stage does not answer this route at all, as opposed to a thing that is not there. */
export function isMissingRoute(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.status !== 404) return false;
  // Without a type it is the gateway's own answer: the request never reached the API.
  return error.type === undefined || error.type === NO_SUCH_ROUTE;
}

/** Whether a read that failed is tried again by itself: not what was refused, which waits for nothing. */
export function isTriedAgain(failures: number, error: unknown): boolean {
  const isRefused = error instanceof ApiError && error.status < 500 && error.status !== 429;
  return failures < 2 && !isRefused;
}

/** What went wrong, for people; fields are named. */
export function explain(error: unknown): string {
  if (error instanceof ApiError) {
    const { detail, errors } = (error.problem ?? {}) as Partial<Problem>;
    if (error.status === 429) return 'Too many requests in this minute; the page tries again by itself.';
    if (error.status === 403) return detail ?? 'Your account may not do this.';
    if (error.status === 413)
      return detail ?? 'That is too much to be sent at once. Send it in parts, such as month by month.';
    const fields = errors?.map(({ field, message }) => `${field} ${message}`).join('; ');
    return fields ?? detail ?? `The API answered ${error.status}.`;
  }
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return 'The API did not answer in time.';
  if (error instanceof TypeError) return 'The API cannot be reached. Check the connection.';
  return error instanceof Error ? error.message : String(error);
}
