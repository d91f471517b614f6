import { Readable } from 'node:stream';
import type { BudgetStore, Held, HeldKey, HeldStore, SpendReader } from '../../core/budgets/budget-ports.ts';
import type { Ahead, AheadStore, LaneKey, HeldChild, Hold, HoldStore } from '../../core/gate/gate-ports.ts';
import type { Budget } from '../../core/budgets/budget.ts';
import { minus, type PicoUsd, plus, ZERO_USD } from '../../core/money/decimal.ts';
import { ownHoldId } from '../../core/gate/hold-ids.ts';
import type { Interleaver } from './interleaver.ts';

interface HeldItem {
  held: PicoUsd;
  minutes: Map<number, PicoUsd>;
  swept: number;
  generation: bigint;
}

/** What DynamoDB promises of single items, in memory, one call at a time, for thousands of histories. */
export class GateModel {
  readonly items = new Map<string, HeldItem>();
  readonly lanes = new Map<string, Ahead>();
  readonly holdItems = new Map<string, Hold>();
  /** Spend by value, as totals have it. */
  readonly spent = new Map<string, PicoUsd>();
  readonly #run: Interleaver;
  /** False: the condition on the generation is left out, to see that it is needed. */
  readonly #generationCounts: boolean;
  /** False: nothing is noted of usage before it is in the totals, to see that it is needed. */
  readonly #usesCount: boolean;
  readonly #used = new Set<string>();

  constructor(run: Interleaver, { generationCounts = true, usesCount = true } = {}) {
    this.#run = run;
    this.#generationCounts = generationCounts;
    this.#usesCount = usesCount;
  }

  readonly held: HeldStore = {
    read: (keys) =>
      this.#run.call(() => ({ version: 1n, prices: '0', held: keys.map((key) => this.#look(key)) })),
    take: ({ key, amount, minute, seen, room }) =>
      this.#run.call(
        () => {
          const item = this.items.get(heldName(key));
          const same = !this.#generationCounts || item?.generation === seen.generation;
          const fits = room === undefined || (item?.held ?? 0n) <= room;
          const allowed = seen.exists ? item && same && fits && item.swept < minute : !item;
          if (!allowed) return { taken: false as const, now: this.#look(key) };
          const next = item ?? {
            held: ZERO_USD,
            minutes: new Map<number, PicoUsd>(),
            swept: 0,
            generation: 0n,
          };
          next.held = plus(next.held, amount);
          next.minutes.set(minute, plus(next.minutes.get(minute) ?? ZERO_USD, amount));
          this.items.set(heldName(key), next);
          return { taken: true as const };
        },
        { write: true },
      ),
    sweep: (seen, through) =>
      this.#run.call(
        () => {
          const item = this.items.get(heldName(seen.key));
          const expired = [...seen.minutes].filter(([minute]) => minute <= through);
          const unchanged =
            item?.swept === seen.swept &&
            expired.every(([minute, amount]) => item.minutes.get(minute) === amount);
          if (!item || !unchanged) return this.#look(seen.key);
          for (const [minute, amount] of expired) {
            item.held = minus(item.held, amount);
            item.minutes.delete(minute);
          }
          item.swept = through;
          item.generation += 1n;
          return this.#look(seen.key);
        },
        { write: true },
      ),
    giveBack: ({ key, minutes }) =>
      this.#run.call(
        () => {
          const item = this.items.get(heldName(key));
          for (const [minute, amount] of minutes) {
            if (!item || item.swept >= minute) continue;
            item.held = minus(item.held, amount);
            item.minutes.set(minute, minus(item.minutes.get(minute) ?? ZERO_USD, amount));
            item.generation += 1n;
          }
        },
        { write: true },
      ),
    turn: () => Promise.resolve(false),
  };

  readonly holds: HoldStore = {
    pools: {
      take: (parent, childId, child) =>
        this.#run.call(
          () => {
            const now = this.holdItems.get(parent.id);
            const taken = now?.pool?.taken ?? ZERO_USD;
            if (now?.status !== 'OPEN' || taken > minus(now.estimate, child.amount)) return { now };
            this.#setPool(now, plus(taken, child.amount), (children) =>
              children.set(ownHoldId(childId), child),
            );
            return 'taken' as const;
          },
          { write: true },
        ),
      giveBack: (parentId, childId, rest, room) =>
        this.#repeated(() => {
          const now = this.holdItems.get(parentId);
          const own = ownHoldId(childId);
          if (!now?.pool?.children.has(own)) return 'refused' as const;
          if (now.status !== 'OPEN') return 'ended' as const;
          if (room !== undefined && now.pool.taken > room) return 'refused' as const;
          this.#setPool(now, minus(now.pool.taken, rest), (children) => children.delete(own));
          return 'done' as const;
        }),
      giveBackFor: (parentId, childId, rest) =>
        this.#run.call(
          () => {
            const now = this.holdItems.get(parentId);
            if (now?.status !== 'OPEN' || !now.pool) return 'ended' as const;
            if (now.pool.children.has(ownHoldId(childId))) return 'refused' as const;
            this.#setPool(now, minus(now.pool.taken, rest), () => undefined);
            return 'done' as const;
          },
          { write: true },
        ),
      keep: (parentId, childId) =>
        this.#repeated(() => {
          const now = this.holdItems.get(parentId);
          const child = now?.pool?.children.get(ownHoldId(childId));
          if (!now?.pool || !child) return;
          this.#setPool(now, now.pool.taken, (children) =>
            children.set(ownHoldId(childId), { ...child, minute: undefined }),
          );
        }),
      use: (childId) =>
        this.#repeated(() => {
          if (this.holdItems.has(childId) && this.#usesCount) this.#used.add(childId);
        }),
      expire: (childId) =>
        this.#repeated(() => {
          const hold = this.holdItems.get(childId);
          if (hold?.status === 'OPEN' && !this.#used.has(childId)) {
            this.holdItems.set(childId, { ...hold, status: 'EXPIRED' });
          }
          return this.holdItems.get(childId);
        }),
    },
    put: (hold) => this.#run.call(() => void this.holdItems.set(hold.id, hold), { write: true }),
    get: (id) => this.#run.call(() => this.holdItems.get(id)),
    close: (id, status, cost) =>
      this.#run.call(
        () => {
          const hold = this.holdItems.get(id);
          if (hold?.status !== 'OPEN') return undefined;
          const closed = { ...hold, status, cost };
          this.holdItems.set(id, closed);
          return closed;
        },
        { write: true },
      ),
    madeInHour: () => Readable.from([]),
    openOf: () => Promise.resolve([]),
  };

  readonly ahead: AheadStore = {
    take: (lane, amount, minute) =>
      this.#run.call(
        () => {
          const seen = this.lanes.get(laneName(lane));
          if (!seen || seen.amount < amount || seen.minute <= minute) return { seen };
          this.lanes.set(laneName(lane), { ...seen, amount: minus(seen.amount, amount) });
          return { until: seen.minute };
        },
        { write: true },
      ),
    replace: (lane, seen, next) =>
      this.#run.call(
        () => {
          const now = this.lanes.get(laneName(lane));
          if (now?.amount !== seen?.amount || now?.minute !== seen?.minute) return false;
          this.lanes.set(laneName(lane), { amount: next.amount, minute: next.minute });
          return true;
        },
        { write: true },
      ),
  };

  readonly spend: SpendReader = {
    read: (queries) =>
      this.#run.call(() =>
        queries.map(({ value, to }) => [
          { day: to, cost: this.spent.get(value.id) ?? ZERO_USD, events: 0, unpriced: 0 },
        ]),
      ),
  };

  /** A store that only ever has these budgets. */
  static budgets(budgets: readonly Budget[]): BudgetStore {
    return {
      load: () =>
        Promise.resolve({ version: 1n, budgets, form: undefined, revenue: new Map<string, PicoUsd>() }),
      version: () => Promise.resolve(1n),
      putBudget: refuse,
      deleteBudget: refuse,
      putForm: refuse,
      putRevenue: refuse,
      note: refuse,
      changes: () => Promise.resolve([]),
    };
  }

  /** A write that is sent again when its answer is lost: now and then it is made twice. */
  #repeated<T>(work: () => T): Promise<T> {
    return this.#run.call(() => {
      if (this.#run.random() < 0.05) work();
      return work();
    });
  }

  #setPool(hold: Hold, taken: PicoUsd, change: (children: Map<string, HeldChild>) => void): void {
    const children = new Map(hold.pool?.children);
    change(children);
    this.holdItems.set(hold.id, { ...hold, pool: { taken, children } });
  }

  #look(key: HeldKey): Held {
    const item = this.items.get(heldName(key));
    return {
      key,
      exists: item !== undefined,
      held: item?.held ?? ZERO_USD,
      minutes: new Map(item?.minutes),
      swept: item?.swept ?? 0,
      generation: item?.generation ?? 0n,
    };
  }
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('nothing is changed here'));
}

function laneName({ key, lane }: LaneKey): string {
  return `${heldName(key)} ${lane}`;
}

/** The name of a held item in a model. */
function heldName({ budgetId, value, period }: HeldKey): string {
  return `${budgetId} ${value.id} ${period}`;
}
