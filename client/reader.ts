import { tellingFetch } from './core/key-expiry.ts';
import type { FilteredField, KindOf, QueryName } from '../contracts/entry-field-names.ts';
import { thing, withQuery, type Query } from './core/api-path.ts';
import { callApi, type ApiAccess } from './core/api-request.ts';
import type {
  BudgetStatus,
  EntryPage,
  GroupTotals,
  Job,
  LedgerStatus,
  OwnResource,
  Receipt,
  UserEntryPage,
  UserTotals,
} from './reading/shapes.ts';

export { ApiError, type TokenSource } from './core/api-request.ts';
export type * from './reading/shapes.ts';

/** Where to read, and with whose rights: the token's groups decide what may be seen. */
export type ReaderOptions = ApiAccess;

/** Days (`to` included) or times (half-open), or a `period` such as `2026-11`; all of it if absent. */
export interface Range {
  from?: string | undefined;
  to?: string | undefined;
  period?: string | undefined;
  /** Converts amounts; the answer names the rate. */
  currency?: string | undefined;
}

type Narrowing = Exclude<FilteredField, 'userId'>;

/** What a list of entries is narrowed by, as the query has it: a tag is `NAME:VALUE` or `NAME`. */
type NarrowedBy = {
  [Name in Narrowing as QueryName<Name>]?:
    | (KindOf<Name> extends 'status' ? 'priced' | 'unpriced' | 'reported' | 'uncertain' : string)
    | undefined;
};

export interface EntryFilter extends Omit<Range, 'period'>, NarrowedBy {
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** Reads of the ledger, typed. Every method rejects with ApiError for an answer of 400 and above. */
export class CostkeeperReader {
  readonly #access: ApiAccess;

  constructor(options: ReaderOptions) {
    this.#access = { ...options, fetch: tellingFetch(options.fetch) };
  }

  /** Any other read; `path` is below the API's address. */
  async get<T>(path: string, query: object = {}): Promise<T> {
    return (await callApi(this.#access, 'GET', withQuery(path, query))) as T;
  }

  #one<T>([path, named]: [path: string, query: Query], query: object): Promise<T> {
    return this.get(path, { ...query, ...named });
  }

  /** The token's own totals. */
  me(range: Range = {}): Promise<UserTotals> {
    return this.get('/me', range);
  }

  myEntries(filter: EntryFilter = {}): Promise<UserEntryPage> {
    return this.get('/me/entries', filter);
  }

  /** The token's own part of a resource, also where others worked on it: a person follows their own job. */
  myResource(type: string, id: string, range: Range = {}): Promise<OwnResource> {
    const [path, named] = thing('resources', type, id);
    return this.get(`/me${path}`, { ...range, ...named });
  }

  /** Totals, breakdown and budgets of a user; `system` is work without a user. */
  user(userId: string, range: Range = {}): Promise<UserTotals> {
    return this.#one(thing('users', userId), range);
  }

  userEntries(userId: string, filter: EntryFilter = {}): Promise<UserEntryPage> {
    return this.get(withQuery(`/users/${encodeURIComponent(userId)}/entries`, filter));
  }

  /** History of all users, newest first. */
  entries(filter: EntryFilter & { userId?: string } = {}): Promise<EntryPage> {
    return this.get('/entries', filter);
  }

  /** All pages of a history, one entry at a time. */
  async *eachEntry(
    read: (cursor: string | undefined) => Promise<EntryPage>,
  ): AsyncGenerator<EntryPage['entries'][number]> {
    let cursor: string | undefined;
    do {
      const page = await read(cursor);
      yield* page.entries;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  /** The live receipt of a job. */
  resource(type: string, id: string, range: Range = {}): Promise<Receipt> {
    return this.#one(thing('resources', type, id), range);
  }

  group(
    type: string,
    id: string,
    range: Range & { limit?: number; cursor?: string } = {},
  ): Promise<GroupTotals> {
    return this.#one(thing('groups', type, id), range);
  }

  /** The organisation's budgets of this month and day. */
  budgetStatus(): Promise<BudgetStatus> {
    return this.get('/budget/status');
  }

  status(): Promise<LedgerStatus> {
    return this.get('/status');
  }

  /** Compares a user's totals with the entries and repairs them; safe while traffic flows. Admins only. */
  async recalculateUser(userId: string): Promise<{ jobId: string }> {
    const path = `/users/${encodeURIComponent(userId)}/recalculate`;
    return (await callApi(this.#access, 'POST', path, {})) as { jobId: string };
  }

  job(jobId: string): Promise<Job> {
    return this.get(`/jobs/${encodeURIComponent(jobId)}`);
  }
}

/** Makes a reader; it runs in browsers too. */
export function createCostkeeperReader(options: ReaderOptions): CostkeeperReader {
  return new CostkeeperReader(options);
}
