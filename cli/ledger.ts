import { withQuery, type Query } from '../client/core/api-path.ts';
import { type ApiAccess, ApiError, callApi } from '../client/core/api-request.ts';

/** The ledger that commands talk to. */
export interface Ledger {
  /** What it is called on the screen. */
  readonly name: string;
  /** What AWS says of it beside the API; absent for the local system and for a token alone. */
  readonly aws?: AwsView | undefined;
  readonly get: <T>(path: string, query?: Query) => Promise<T>;
  readonly send: <T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => Promise<T>;
}

const REFUSED =
  'the token is none of this ledger, or has ended; a key of a machine is for …/cost-tracking/key';

/** What the doctor asks of AWS. */
export interface AwsView {
  /** Messages that wait, by the name of the queue's output. */
  readonly queueDepths: () => Promise<ReadonlyMap<string, number>>;
  /** Stacks of the stage whose last update did not end well: name and status. */
  readonly unwellStacks: () => Promise<readonly string[]>;
  /** Stacks that were changed by hand, and those where nobody looked whether they were. */
  readonly drift: () => Promise<{
    readonly drifted: readonly string[];
    readonly unchecked: readonly string[];
  }>;
  /** Who hears an alarm: how many confirmed subscriptions, and the addresses of those that are not. */
  readonly alarmSubscriptions: () => Promise<{
    readonly confirmed: number;
    readonly pending: readonly string[];
  }>;
  /** Mail identities of the account that are not verified. */
  readonly unverifiedIdentities: () => Promise<readonly string[]>;
}

/** A ledger by the address of its API and what lets one in. */
export function ledgerAt(
  name: string,
  access: ApiAccess,
  { admin = access, aws }: { readonly admin?: ApiAccess; readonly aws?: AwsView } = {},
): Ledger {
  return {
    name,
    aws,
    get: async <T>(path: string, query: Query = {}) =>
      (await asked(access, 'GET', withQuery(path, query))) as T,
    send: async <T>(method: string, path: string, body: object = {}) =>
      (await asked(admin, method, path, body)) as T,
  };
}

/** An answer of the API. @throws with what to do where there is none, or one of something else */
async function asked(access: ApiAccess, method: string, path: string, body?: object): Promise<unknown> {
  let answer: unknown;
  try {
    answer = await callApi(access, method, path, body);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401)
      throw new ApiError(401, `${error.message}: ${REFUSED}`, error.problem, undefined);
    if (error instanceof DOMException && error.name === 'TimeoutError')
      throw new Error(`${access.apiUrl} did not answer ${method} ${path} in time: ask again`, {
        cause: error,
      });
    // What fetch says of a connection that fails is in its cause.
    if (!(error instanceof TypeError)) throw error;
    const { cause } = error;
    const reason = cause instanceof Error ? cause.message || String(cause) : error.message;
    throw new Error(`${access.apiUrl} is not reached (${reason}): is it running, and is the address right?`, {
      cause: error,
    });
  }
  if (typeof answer === 'string')
    throw new Error(`${access.apiUrl} is no ledger: an address ends in /cost-tracking`);
  return answer;
}
