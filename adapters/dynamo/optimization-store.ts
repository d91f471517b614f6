import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type {
  OptimizationState,
  OptimizationRun,
  OptimizationStore,
} from '../../core/optimizations/optimization-state.ts';
import type { SavedDay } from '../../core/optimizations/realised.ts';
import type { Day } from '../../core/time/ledger-time.ts';
import {
  optimizationItem,
  itemToOptimization,
  optimizationRunItem,
  itemToOptimizationRun,
} from './optimization-item.ts';
import { dayText, smallNumber, usdNumber } from './document-client.ts';
import { escapeKey } from './keys.ts';
import { ofPartition } from './run-queries.ts';
import type { Table } from './table.ts';
import { readableItems } from './readable-items.ts';

/** All optimizations, in one collection; the stored name is older than the word. */
export const OPTIMIZATION_PARTITION = `${PREFIX.insight}advice`;
const RUN_KEY = { pk: `${PREFIX.insight}advice-run`, sk: '-' } as const;

/** What one optimization saved, by day. */
function savedPartition(id: string): string {
  return `${PREFIX.insight}saved#${escapeKey(id)}`;
}

/** Optimizations in the table: one item each, replaced on the condition of its revision. */
export class DynamoOptimizationStore implements OptimizationStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async list(): Promise<OptimizationState[]> {
    const items = await this.#table.queryAll(ofPartition(OPTIMIZATION_PARTITION));
    return readableItems(items, itemToOptimization);
  }

  async save(state: OptimizationState): Promise<boolean> {
    const { revision } = state;
    const item = {
      pk: OPTIMIZATION_PARTITION,
      sk: state.optimization.id,
      e: ENTITY.optimization,
      v: revision + 1,
      ...optimizationItem(state),
    };
    if (revision === 0) return (await this.#table.putIfAbsent(item)) === undefined;
    const values = { ':seen': revision };
    return this.#table.putIf(item, { ConditionExpression: 'v = :seen', ExpressionAttributeValues: values });
  }

  async lastRun(): Promise<OptimizationRun | undefined> {
    const item = await this.#table.get(RUN_KEY);
    return item && itemToOptimizationRun(item);
  }

  async noteRun(run: OptimizationRun): Promise<void> {
    await this.#table.put({ ...RUN_KEY, e: ENTITY.optimization, ...optimizationRunItem(run) });
  }

  async savedDays(id: string, from: Day): Promise<SavedDay[]> {
    const items = await this.#table.queryAll({
      KeyConditionExpression: 'pk = :pk AND sk >= :from',
      ExpressionAttributeValues: { ':pk': savedPartition(id), ':from': from },
    });
    return readableItems(items, (item) => ({
      day: dayText(item['sk']),
      since: smallNumber(item['at']),
      calls: smallNumber(item['n']),
      counterfactual: usdNumber(item['cc']),
      actual: usdNumber(item['c']),
    }));
  }

  async putSavedDay(id: string, { day, since, calls, counterfactual, actual }: SavedDay): Promise<void> {
    const key = { pk: savedPartition(id), sk: day, e: ENTITY.optimization };
    await this.#table.put({ ...key, at: since, n: calls, cc: counterfactual, c: actual });
  }
}
