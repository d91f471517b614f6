import { withQuery, type Query } from '../client/core/api-path.ts';
import { type ApiAccess, callApi } from '../client/core/api-request.ts';

/** The ledger that commands talk to. */
export interface Ledger {
  /** What it is called on the screen. */
  readonly name: string;
  /** What AWS says of it beside the API; absent for the local system and for a token alone. */
  readonly aws?: AwsView | undefined;
  readonly get: <T>(path: string, query?: Query) => Promise<T>;
  readonly send: <T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => Promise<T>;
}

/** What the doctor asks of AWS. */
export interface AwsView {
  /** Messages that wait, by the name of the queue's output. */
  readonly queueDepths: () => Promise<ReadonlyMap<string, number>>;
  /** Stacks of the stage whose last update did not end well: name and status. */
  readonly unwellStacks: () => Promise<readonly string[]>;
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
      (await callApi(access, 'GET', withQuery(path, query))) as T,
    send: async <T>(method: string, path: string, body: object = {}) =>
      (await callApi(admin, method, path, body)) as T,
  };
}
