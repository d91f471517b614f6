import { ENTITY, SORT_PREFIX } from '../../contracts/table-layout.ts';
import type { Budget } from '../../core/budgets/budget.ts';
import type { BudgetChange, BudgetStore } from '../../core/budgets/budget-ports.ts';
import type { StoredForm } from '../../core/budgets/organisation-form.ts';
import { ConflictError } from '../../core/errors.ts';
import type { PicoUsd } from '../../core/money/decimal.ts';
import { budgetItem, budgetItemSort, formItem } from './budget-item.ts';
import { DynamoBudgetReader } from './budget-reader.ts';
import type { Item } from './entry-item.ts';
import { BUDGET_PARTITION, BUDGET_VERSION_KEY } from './keys.ts';
import type { Action } from './table.ts';

/** Budgets in the table: one collection, one version that each change raises, and a history. */
export class DynamoBudgetStore extends DynamoBudgetReader implements BudgetStore {
  putBudget(budget: Budget, change: BudgetChange, seen?: bigint): Promise<boolean> {
    return this.#write({ Put: { Item: budgetItem(budget) } }, change, seen);
  }

  async deleteBudget(id: string, change: BudgetChange): Promise<void> {
    const Key = { pk: BUDGET_PARTITION, sk: budgetItemSort(id) };
    await this.#write({ Delete: { Key } }, change);
  }

  putForm(form: StoredForm, change: BudgetChange, seen: bigint): Promise<boolean> {
    return this.#write({ Put: { Item: formItem(form) } }, change, seen);
  }

  async putRevenue(period: string, usd: PicoUsd, change: BudgetChange): Promise<void> {
    await this.#write(this.#put({ sk: SORT_PREFIX.revenue + period, c: usd }), change);
  }

  #put(item: Item): Action {
    return { Put: { Item: { pk: BUDGET_PARTITION, e: ENTITY.budget, ...item } } };
  }

  /** The change, the version and the history, all or none; false when the version is not `seen` any more. */
  async #write(action: Action, change: BudgetChange, seen?: bigint): Promise<boolean> {
    const values = { ':tag': ENTITY.budget, ':one': 1, ...(seen ? { ':seen': seen } : {}) };
    const raise: Action = {
      Update: {
        Key: BUDGET_VERSION_KEY,
        UpdateExpression: 'SET e = :tag ADD v :one',
        ConditionExpression: seen === undefined ? undefined : seen ? 'v = :seen' : 'attribute_not_exists(v)',
        ExpressionAttributeValues: values,
      },
    };
    await this.listSubject(change);
    const note: Action = { Put: { Item: this.changeItem(change) } };
    const refused = await this.table.transact([action, raise, note]);
    if (refused === undefined) return true;
    if (refused.includes('ConditionalCheckFailed')) return false;
    throw new ConflictError('others change budgets at this moment: try again');
  }
}
