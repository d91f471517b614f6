import type { CellKind } from '../../contracts/scopes.ts';
import type { Budget } from '../budgets/budget.ts';
import { Cache } from '../cache.ts';
import { type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { type NameRecord, type NameStore, ownerKey } from '../names/name-record.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import { canonicalModel } from '../pricing/model-identity.ts';
import { makeScope, type Scope } from '../scopes/scope.ts';
import { sumTotals } from '../spend/total.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, dayOf, type Instant } from '../time/ledger-time.ts';
import { newestDay } from '../usage/event-time.ts';
import { folded } from './folded.ts';
import { SEARCHED_DAYS, type SearchedKind, SpenderLists, type Spender } from './spenders.ts';

/** What the answer calls the lists of what spends. */
const ANSWERED_AS = {
  user: 'users',
  resource: 'resources',
  group: 'groups',
} as const satisfies Record<SearchedKind, string>;

/** Models that were used are read again after this. */
const REMEMBER_MS = 60_000;

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
  /** False where there is so much of a kind that only the latest of the days were searched for it. */
  readonly complete: boolean;
};

interface SearchPorts {
  readonly totals: TotalsReader;
  readonly names: Pick<NameStore, 'read' | 'userNames'>;
  readonly timeZone: string;
}

/**
 * Finds users, resources and groups by a part of their id or name, models and budgets by a part of theirs. What is
 * searched was used in the last SEARCHED_DAYS. Methods reject on outages.
 */
export class LedgerSearch {
  readonly #ports: SearchPorts;
  readonly #spenders: SpenderLists;
  readonly #models = new Cache<readonly (Found<'model'> & Texts)[]>(1);

  constructor(ports: SearchPorts) {
    this.#ports = ports;
    this.#spenders = new SpenderLists(ports);
  }

  /** At most `limit` of each kind: those whose id or name is or begins with the text first, then the most expensive. */
  async find(text: string, budgets: readonly Budget[], limit: number, now: Instant): Promise<FoundInLedger> {
    const wanted = folded(text);
    const [users, resources, groups, models] = await Promise.all([
      this.#spenders.of('user', now),
      this.#spenders.of('resource', now),
      this.#spenders.of('group', now),
      this.#modelsUsed(now),
    ]);
    const listed = best(users.list, wanted, limit);
    const isListed = listed.some(({ scope }) => scope.id === text);
    const other = users.complete || isListed ? [] : await this.#userOf(text, now);
    return {
      users: [...other, ...listed].slice(0, limit),
      resources: best(resources.list, wanted, limit),
      groups: best(groups.list, wanted, limit),
      models: best(models, wanted, limit),
      budgets: budgets
        .map((budget) => ({ budget, rank: rankOf([folded(budget.id), folded(budget.name)], wanted) }))
        .filter(({ rank }) => rank < NO_MATCH)
        .sort(
          orderedBy(
            ascending(({ rank }) => rank),
            ascending(({ budget }) => budget.name),
          ),
        )
        .slice(0, limit)
        .map(({ budget }) => budget),
      complete: users.complete && resources.complete && groups.complete,
    };
  }

  /** The user of just this id, whom the days that were searched do not name: one read of exact keys. */
  async #userOf(id: string, now: Instant): Promise<Found<'user'>[]> {
    const spent = await this.#ports.totals.user(id, this.#days(now));
    if (spent.length === 0) return [];
    const scope = makeScope('user', id, undefined);
    const record = (await this.#ports.names.read([scope])).get(ownerKey(scope));
    return [{ scope, cost: sumTotals(spent.map(({ total }) => total)).cost, record }];
  }

  #modelsUsed(now: Instant): Promise<readonly (Found<'model'> & Texts)[]> {
    return this.#models.read('models', { now, until: now + REMEMBER_MS }, async () => {
      const cells = await this.#ports.totals.cells(this.#days(now), 'sums');
      const costs = new Map<string, PicoUsd>();
      for (const { model, total } of cells) {
        const id = canonicalModel(model);
        costs.set(id, plus(costs.get(id) ?? ZERO_USD, total.cost));
      }
      return [...costs]
        .map(([id, cost]) => ({ scope: makeScope('model', id, undefined), cost, texts: [folded(id)] }))
        .sort(
          orderedBy(
            descending(({ cost }) => cost),
            ascending(({ scope }) => scope.id),
          ),
        );
    });
  }

  #days(now: Instant) {
    const today = dayOf(now, this.#ports.timeZone);
    return { from: addDays(today, 1 - SEARCHED_DAYS), to: newestDay(now, this.#ports.timeZone) };
  }
}

type Texts = Pick<Spender, 'texts'>;

const NO_MATCH = 3;

/** 0: is the text, 1: begins with it, 2: has it, NO_MATCH: none of them. */
function rankOf(texts: readonly string[], wanted: string): number {
  return Math.min(
    ...texts.map((text) => {
      const at = text.indexOf(wanted);
      if (at < 0) return NO_MATCH;
      if (at > 0) return 2;
      return text.length === wanted.length ? 0 : 1;
    }),
  );
}

/** The list is the most expensive first, and stays so among those of a rank. */
function best<F extends Texts>(list: readonly F[], wanted: string, limit: number): F[] {
  const ranks = Map.groupBy(
    list.filter(({ texts }) => texts.some((text) => text.includes(wanted))),
    ({ texts }) => rankOf(texts, wanted),
  );
  return [0, 1, 2].flatMap((rank) => ranks.get(rank)?.slice(0, limit) ?? []).slice(0, limit);
}
