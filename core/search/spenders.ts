import { SYSTEM_USER } from '../../contracts/system-user.ts';
import { Cache } from '../cache.ts';
import { type PicoUsd, plus } from '../money/decimal.ts';
import { type NameRecord, type NameStore, ownerKey } from '../names/name-record.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import { type Scope, scopeText } from '../scopes/scope.ts';
import { readEveryScope } from '../spend/scope-totals.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, type Day, dayOf, type Instant, MINUTE_MS } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import { newestDay } from '../usage/event-time.ts';
import type { OwnTotalKind, ProfileKind } from '../../contracts/scopes.ts';
import { folded } from './folded.ts';

/** Kinds of what spends that can be found by id or name. */
export type SearchedKind = OwnTotalKind & ProfileKind;

/** Days behind today whose names are searched. */
export const SEARCHED_DAYS = 90;
/** Totals of a kind that are read for it, those of the latest days: some 12 MB. */
export const MOST_TOTALS = 100_000;
/** Names of a kind that are searched, the most expensive of them. */
const MOST_SEARCHED = 100_000;
/** Records are read of so many, the most expensive, to search by name; users have a list of names too. */
const MOST_NAMED = 5000;
/** Days that are read together, the latest first. */
const DAYS_AT_ONCE = 7;
/** What was used today and yesterday is read again after this. */
const REMEMBER_MS = 60_000;
/** The days before, to which little is added. */
const REMEMBER_OLDER_MS = 15 * MINUTE_MS;
/** Names. */
const REMEMBER_NAMES_MS = 5 * MINUTE_MS;

/** Something that may be found, with what it cost in the days that are searched. */
export interface Spender<K extends SearchedKind = SearchedKind> {
  readonly scope: Scope<K>;
  readonly cost: PicoUsd;
  readonly record?: NameRecord | undefined;
  /** Its id, and its name where it has one, as they are compared. */
  readonly texts: readonly string[];
}

/** What has spent, the most expensive first; not `complete` where there is too much to read all of the days. */
export interface Spenders<K extends SearchedKind = SearchedKind> {
  readonly list: readonly Spender<K>[];
  readonly complete: boolean;
}

interface SpenderPorts {
  readonly totals: TotalsReader;
  readonly names: Pick<NameStore, 'read' | 'userNames'>;
  readonly timeZone: string;
}

type Costs = ReadonlyMap<string, { readonly scope: Scope<SearchedKind>; readonly cost: PicoUsd }>;
/** Names by id, where such a list is kept, and the records of the most expensive. */
interface Names {
  readonly records: ReadonlyMap<string, NameRecord>;
  readonly listed: ReadonlyMap<string, string>;
}

/** Reads whom and what the last days name, in the memory of a warm function. Methods reject on outages. */
export class SpenderLists {
  readonly #ports: SpenderPorts;
  readonly #lists = new Cache<Spenders>(3);
  readonly #older = new Cache<{ readonly costs: Costs; readonly complete: boolean }>(3);
  readonly #names = new Cache<Names>(3);

  constructor(ports: SpenderPorts) {
    this.#ports = ports;
  }

  /** Whatever of a kind has spent in the days that are searched; the system is no user. */
  of<K extends SearchedKind>(kind: K, now: Instant): Promise<Spenders<K>> {
    const load = () => this.#read(kind, now);
    const found = this.#lists.read(kind, { now, until: now + REMEMBER_MS }, load);
    return found as unknown as Promise<Spenders<K>>;
  }

  async #read(kind: SearchedKind, now: Instant): Promise<Spenders> {
    const { timeZone } = this.#ports;
    const today = dayOf(now, timeZone);
    const older = await this.#older.read(kind, { now, version: today, until: now + REMEMBER_OLDER_MS }, () =>
      this.#readOlder(kind, today),
    );
    const costs = new Map(older.costs);
    await this.#add(kind, { from: addDays(today, -1), to: newestDay(now, timeZone) }, costs);
    const dearest = [...costs.values()]
      .filter(({ scope }) => kind !== 'user' || scope.id !== SYSTEM_USER)
      .sort(
        orderedBy(
          descending(({ cost }) => cost),
          ascending(({ scope }) => scope.id),
        ),
      )
      .slice(0, MOST_SEARCHED);
    const { records, listed } = await this.#names.read(kind, { now, until: now + REMEMBER_NAMES_MS }, () =>
      this.#readNames(
        kind,
        dearest.slice(0, MOST_NAMED).map(({ scope }) => scope),
      ),
    );
    const list = dearest.map(({ scope, cost }): Spender => {
      const name = listed.get(scope.id);
      const record = records.get(ownerKey(scope)) ?? (name === undefined ? undefined : { name });
      return { scope, cost, record, texts: textsOf(scope.id, record) };
    });
    return { list, complete: older.complete };
  }

  /** Users are listed by their names; those who were named before such a list was kept are among the dearest at least. */
  async #readNames(kind: SearchedKind, dearest: readonly Scope<SearchedKind>[]): Promise<Names> {
    const { names } = this.#ports;
    const [records, listed] = await Promise.all([
      names.read(dearest),
      kind === 'user' ? names.userNames() : new Map<string, string>(),
    ]);
    return { records, listed };
  }

  /** The days before yesterday, the latest first, until there is no more room. */
  async #readOlder(kind: SearchedKind, today: Day) {
    const first = (await this.#ports.totals.firstDay()) ?? today;
    const begin = addDays(today, 1 - SEARCHED_DAYS);
    const until = first > begin ? first : begin;
    const costs = new Map<string, { scope: Scope<SearchedKind>; cost: PicoUsd }>();
    let read = 0;
    let to = addDays(today, -2);
    while (to >= until && read < MOST_TOTALS) {
      const start = addDays(to, 1 - DAYS_AT_ONCE);
      const from = start > until ? start : until;
      read += await this.#add(kind, { from, to }, costs);
      to = addDays(from, -1);
    }
    return { costs, complete: to < until };
  }

  /** Adds what some days cost; answers how many totals that were. */
  async #add(
    kind: SearchedKind,
    days: Days,
    costs: Map<string, { scope: Scope<SearchedKind>; cost: PicoUsd }>,
  ): Promise<number> {
    const found = await readEveryScope(kind, undefined, days, this.#ports.totals);
    for (const { scope, total } of found) {
      const key = scopeText(scope);
      const known = costs.get(key);
      costs.set(key, { scope, cost: known ? plus(known.cost, total.cost) : total.cost });
    }
    return found.length;
  }
}

function textsOf(id: string, record: NameRecord | undefined): string[] {
  return record?.name === undefined ? [folded(id)] : [folded(id), folded(record.name)];
}
