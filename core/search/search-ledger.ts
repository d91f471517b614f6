import { newestDay } from '../usage/event-time.ts';
import type { CellKind, OwnTotalKind, ProfileKind } from '../../contracts/scopes.ts';
import { SYSTEM_USER } from '../../contracts/system-user.ts';
import type { Budget } from '../budgets/budget.ts';
import { Cache } from '../cache.ts';
import { type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { type NameRecord, type NameStore, ownerKey } from '../names/name-record.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import { canonicalModel } from '../pricing/model-identity.ts';
import { makeScope, type Scope, scopeText } from '../scopes/scope.ts';
import { readEveryScope } from '../spend/scope-totals.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, dayOf, type Instant } from '../time/ledger-time.ts';

/** Days behind today whose names are searched. */
const SEARCHED_DAYS = 90;
/** Names of a kind that are searched, the most expensive of them. */
const MOST_SEARCHED = 100_000;
/** Of so many the records beside the ledger are read, to search by name: the most expensive of them. */
const MOST_NAMED = 5000;
/** What was used is read again after this. */
const REMEMBER_MS = 60_000;

/** Kinds of what spends that can be found by id or name, and what the answer calls their list. */
type SearchedKind = OwnTotalKind & ProfileKind;
const ANSWERED_AS = {
  user: 'users',
  resource: 'resources',
  group: 'groups',
} as const satisfies Record<SearchedKind, string>;
const KINDS = Object.keys(ANSWERED_AS) as readonly SearchedKind[];

/** Something that was found, with what it cost in the days that are searched. */
export interface Found<K extends SearchedKind | Extract<CellKind, 'model'>> {
  readonly scope: Scope<K>;
  readonly cost: PicoUsd;
  readonly record?: NameRecord | undefined;
}

export type FoundInLedger = {
  readonly [K in SearchedKind as (typeof ANSWERED_AS)[K]]: readonly Found<K>[];
} & {
  readonly models: readonly Found<'model'>[];
  readonly budgets: readonly Budget[];
};

interface SearchPorts {
  readonly totals: TotalsReader;
  readonly names: Pick<NameStore, 'read'>;
  readonly timeZone: string;
}

/**
 * Finds users, resources and groups by a part of their id or name, models and budgets by a part of theirs. What is
 * searched was used in the last SEARCHED_DAYS and is remembered for a minute. Methods reject on outages.
 */
export class LedgerSearch {
  readonly #ports: SearchPorts;
  readonly #spenders = new Cache<readonly Found<SearchedKind>[]>(KINDS.length);
  readonly #models = new Cache<readonly Found<'model'>[]>(1);

  constructor(ports: SearchPorts) {
    this.#ports = ports;
  }

  /** At most `limit` of each kind: those whose id or name is or begins with the text first, then the most expensive. */
  async find(text: string, budgets: readonly Budget[], limit: number, now: Instant): Promise<FoundInLedger> {
    const wanted = folded(text);
    const [users, resources, groups, models] = await Promise.all([
      this.#spendersOf('user', now),
      this.#spendersOf('resource', now),
      this.#spendersOf('group', now),
      this.#modelsUsed(now),
    ]);
    return {
      users: best(users, wanted, limit),
      resources: best(resources, wanted, limit),
      groups: best(groups, wanted, limit),
      models: best(models, wanted, limit),
      budgets: budgets
        .filter(({ id, name }) => rankOf([id, name], wanted) < NO_MATCH)
        .sort(
          orderedBy(
            ascending(({ id, name }) => rankOf([id, name], wanted)),
            ascending(({ name }) => name),
          ),
        )
        .slice(0, limit),
    };
  }

  #spendersOf<K extends SearchedKind>(kind: K, now: Instant): Promise<readonly Found<K>[]> {
    const load = () => this.#readSpenders(kind, now);
    const found = this.#spenders.read(kind, { now, until: now + REMEMBER_MS }, load);
    return found as Promise<readonly Found<K>[]>;
  }

  async #readSpenders<K extends SearchedKind>(kind: K, now: Instant): Promise<Found<K>[]> {
    const spent = await readEveryScope(kind, undefined, this.#days(now), this.#ports.totals);
    const found = addedUp(spent.map(({ scope, total }) => ({ scope, cost: total.cost })))
      .filter(({ scope }) => kind !== 'user' || scope.id !== SYSTEM_USER)
      .slice(0, MOST_SEARCHED);
    const owners = found.slice(0, MOST_NAMED).map(({ scope }) => scope as Scope<ProfileKind>);
    const records = await this.#ports.names.read(owners);
    return found.map((one) => ({ ...one, record: records.get(ownerKey(one.scope as Scope<ProfileKind>)) }));
  }

  #modelsUsed(now: Instant): Promise<readonly Found<'model'>[]> {
    return this.#models.read('models', { now, until: now + REMEMBER_MS }, async () => {
      const cells = await this.#ports.totals.cells(this.#days(now), 'sums');
      return addedUp(
        cells.map(({ model, total }) => ({
          scope: makeScope('model', canonicalModel(model), undefined),
          cost: total.cost,
        })),
      );
    });
  }

  #days(now: Instant) {
    const today = dayOf(now, this.#ports.timeZone);
    return { from: addDays(today, 1 - SEARCHED_DAYS), to: newestDay(now, this.#ports.timeZone) };
  }
}

/** One of each scope, the most expensive first. */
function addedUp<F extends { readonly scope: Scope; readonly cost: PicoUsd }>(parts: readonly F[]): F[] {
  const sums = new Map<string, F>();
  for (const part of parts) {
    const key = scopeText(part.scope);
    sums.set(key, { ...part, cost: plus(part.cost, sums.get(key)?.cost ?? ZERO_USD) });
  }
  return [...sums.values()].sort(
    orderedBy(
      descending(({ cost }) => cost),
      ascending(({ scope }) => scope.id),
    ),
  );
}

const NO_MATCH = 3;

/** 0: is the text, 1: begins with it, 2: has it, NO_MATCH: none of them. */
function rankOf(texts: readonly (string | undefined)[], wanted: string): number {
  return Math.min(
    ...texts.map((text) => {
      const at = text === undefined ? -1 : folded(text).indexOf(wanted);
      if (text === undefined || at < 0) return NO_MATCH;
      if (at > 0) return 2;
      return folded(text).length === wanted.length ? 0 : 1;
    }),
  );
}

function best<F extends Found<SearchedKind | 'model'>>(
  found: readonly F[],
  wanted: string,
  limit: number,
): F[] {
  return found
    .map((one) => ({ one, rank: rankOf([one.scope.id, one.record?.name], wanted) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort(
      orderedBy(
        ascending(({ rank }) => rank),
        descending(({ one }) => one.cost),
      ),
    )
    .slice(0, limit)
    .map(({ one }) => one);
}

/** Case and accents make no difference. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase();
}
