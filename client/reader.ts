import { tellingFetch } from './core/key-expiry.ts';
import { segment, thing, withQuery, type Query } from './core/api-path.ts';
import { callApi, callLedger, type ApiAccess } from './core/api-request.ts';
import type {
  BreakdownPage,
  BudgetList,
  BudgetStatus,
  EntryPage,
  GroupTotals,
  Job,
  LedgerStatus,
  OwnResource,
  OwnResourceList,
  PriceList,
  Receipt,
  Statement,
  Trends,
  UserEntryPage,
  UserList,
  UserTotals,
} from './reading/shapes.ts';
import type {
  AllEntriesFilter,
  BudgetPage,
  Dimension,
  EntryFilter,
  GroupPage,
  InCurrency,
  OwnResourcePage,
  PriceFilter,
  Range,
  SpendFilter,
  StatementOf,
  TrendFilter,
  UserPage,
} from './reading/queries.ts';

export { ApiError, type TokenSource } from './core/api-request.ts';
export type * from './reading/queries.ts';
export type * from './reading/shapes.ts';

/** Where to read, and with whose rights: the token's groups decide what may be seen. */
export type ReaderOptions = ApiAccess;

/**
 * Reads of the ledger, typed. Every method rejects with ApiError for an answer of 400 and above, and for one that is
 * not the ledger's, such as a web page.
 */
export class CostkeeperReader {
  readonly #access: ApiAccess;

  constructor(options: ReaderOptions) {
    this.#access = { ...options, fetch: tellingFetch(options.fetch) };
  }

  /** Any other read; `path` is below the API's address. What is no JSON, such as an export, is text. */
  async get<T>(path: string, query: object = {}): Promise<T> {
    return (await callApi(this.#access, 'GET', withQuery(path, query))) as T;
  }

  #read<T extends object>(path: string, query: object = {}): Promise<T> {
    return callLedger<T>(this.#access, 'GET', withQuery(path, query));
  }

  #one<T extends object>([path, named]: [path: string, query: Query], query: object): Promise<T> {
    return this.#read(path, { ...query, ...named });
  }

  /** The token's own totals. */
  me(range: Range = {}): Promise<UserTotals> {
    return this.#read('/me', range);
  }

  myEntries(filter: EntryFilter = {}): Promise<UserEntryPage> {
    return this.#read('/me/entries', filter);
  }

  /** The token's own part of a resource, also where others worked on it: a person follows their own job. */
  myResource(type: string, id: string, range: Range = {}): Promise<OwnResource> {
    const [path, named] = thing('resources', type, id);
    return this.#read(`/me${path}`, { ...range, ...named });
  }

  /** The resources that the token's person worked on, the most expensive first. */
  myResources(page: OwnResourcePage = {}): Promise<OwnResourceList> {
    return this.#read('/me/resources', page);
  }

  /** Totals, breakdown and budgets of a user; `system` is work without a user. */
  user(userId: string, range: Range = {}): Promise<UserTotals> {
    return this.#one(thing('users', userId), range);
  }

  async userEntries(userId: string, filter: EntryFilter = {}): Promise<UserEntryPage> {
    return this.#read(`/users/${segment(userId)}/entries`, filter);
  }

  /** History of all users, newest first. */
  entries(filter: AllEntriesFilter = {}): Promise<EntryPage> {
    return this.#read('/entries', filter);
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

  group(type: string, id: string, page: GroupPage = {}): Promise<GroupTotals> {
    return this.#one(thing('groups', type, id), page);
  }

  /** Everybody, the biggest spenders first. */
  users(page: UserPage = {}): Promise<UserList> {
    return this.#read('/users', page);
  }

  /** Cost by a dimension: `provider`, `service`, `model`, `operation`, `user`, `resource`, `group`, `tag:NAME`. */
  async breakdown(dimension: Dimension, filter: SpendFilter = {}): Promise<BreakdownPage> {
    return this.#read(`/breakdown/${segment(dimension)}`, filter);
  }

  /** Cost over time; a person may ask about themselves. */
  trends(filter: TrendFilter = {}): Promise<Trends> {
    return this.#read('/trends', filter);
  }

  budgets(page: BudgetPage = {}): Promise<BudgetList> {
    return this.#read('/budgets', page);
  }

  prices(filter: PriceFilter = {}): Promise<PriceList> {
    return this.#read('/prices', filter);
  }

  /** A user's month like an invoice; a person may leave out whose. */
  statement(of: StatementOf = {}): Promise<Statement> {
    return this.#read('/reports/statement', { ...of, format: 'json' });
  }

  /** The organisation's budgets of this month and day. */
  budgetStatus(query: InCurrency = {}): Promise<BudgetStatus> {
    return this.#read('/budget/status', query);
  }

  status(): Promise<LedgerStatus> {
    return this.#read('/status');
  }

  /** Compares a user's totals with the entries and repairs them; safe while traffic flows. Admins only. */
  async recalculateUser(userId: string): Promise<{ jobId: string }> {
    return callLedger(this.#access, 'POST', `/users/${segment(userId)}/recalculate`, {});
  }

  async job(jobId: string): Promise<Job> {
    return this.#read(`/jobs/${segment(jobId)}`);
  }
}

/** Makes a reader; it runs in browsers too. */
export function createCostkeeperReader(options: ReaderOptions): CostkeeperReader {
  return new CostkeeperReader(options);
}
