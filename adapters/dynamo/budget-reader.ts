import { ENTITY, SORT_PREFIX } from '../../contracts/table-layout.ts';
import type { Budget } from '../../core/budgets/budget.ts';
import type { BudgetChange, BudgetStore, StoredBudgets } from '../../core/budgets/budget-ports.ts';
import type { StoredForm } from '../../core/budgets/organisation-form.ts';
import type { PicoUsd } from '../../core/money/decimal.ts';
import { isoTime } from '../../core/time/ledger-time.ts';
import { budgetOf, FORM_SORT, formOf } from './budget-item.ts';
import { smallNumber, textAttribute, usdNumber, wholeNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import {
  BUDGET_PARTITION,
  BUDGET_SUBJECTS_PARTITION,
  BUDGET_VERSION_KEY,
  budgetChangesPartition,
  escapeKey,
} from './keys.ts';
import { between, ofPartition } from './run-queries.ts';
import type { Table } from './table.ts';
import { readableItems } from './readable-items.ts';

/** Reads what people configured, and notes what became of it; changes are DynamoBudgetStore's. */
export class DynamoBudgetReader implements Pick<BudgetStore, 'version' | 'load' | 'note' | 'changes'> {
  protected readonly table: Table;
  readonly #newId: () => string;
  /** Subjects that this reader has listed. */
  readonly #listed = new Set<string>();

  constructor(table: Table, newId: () => string) {
    this.table = table;
    this.#newId = newId;
  }

  async version(): Promise<bigint> {
    return wholeNumber((await this.table.get(BUDGET_VERSION_KEY))?.['v']);
  }

  /** The version is read first: a change in between is then read once more, never missed. */
  async load(): Promise<StoredBudgets> {
    const version = await this.version();
    const items = await this.table.queryAll(between(BUDGET_PARTITION, '!', '~'));
    const budgets: Budget[] = [];
    const revenue = new Map<string, PicoUsd>();
    const unreadable: string[] = [];
    let form: StoredForm | undefined;
    const read = (item: Item): void => {
      const sort = textAttribute(item['sk']);
      if (sort === FORM_SORT) form = formOf(item);
      else if (sort.startsWith(SORT_PREFIX.revenue))
        revenue.set(sort.slice(SORT_PREFIX.revenue.length), usdNumber(item['c']));
      else budgets.push(budgetOf(item));
    };
    readableItems(items, read, (item) => unreadable.push(unreadableName(textAttribute(item['sk']))));
    return { version, budgets, form, revenue, unreadable };
  }

  async note(change: BudgetChange): Promise<void> {
    await this.listSubject(change);
    await this.table.put(this.changeItem(change));
  }

  async changes(subject: string, limit: number): Promise<BudgetChange[]> {
    const { items } = await this.table.page({
      ...ofPartition(budgetChangesPartition(subject)),
      ConsistentRead: false,
      ScanIndexForward: false,
      Limit: limit,
    });
    return items.map((item) => ({
      at: smallNumber(item['t']),
      by: textAttribute(item['by']),
      subject,
      what: textAttribute(item['w']),
    }));
  }

  /** Lists the subject before its change is noted: budgets that are gone are found by it. */
  protected async listSubject({ subject }: BudgetChange): Promise<void> {
    if (this.#listed.has(subject)) return;
    await this.table.put(budgetSubjectItem(subject));
    this.#listed.add(subject);
  }

  protected changeItem({ at, by, subject, what, id = this.#newId() }: BudgetChange): Item {
    const sk = `${isoTime(at)}#${id}`;
    return { pk: budgetChangesPartition(subject), sk, e: ENTITY.budgetChange, t: at, by, w: what };
  }
}

/** Lists that changes of a subject were noted. */
export function budgetSubjectItem(subject: string): Item {
  return { pk: BUDGET_SUBJECTS_PARTITION, sk: escapeKey(subject), e: ENTITY.budgetSubject };
}

/** The id of a budget that nobody can read; `form`, or the period of a revenue, for what is no budget. */
function unreadableName(sort: string): string {
  return sort.slice(sort.indexOf('#') + 1);
}
