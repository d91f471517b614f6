import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Budget } from '../../core/budgets/budget.ts';
import type { BudgetChange, BudgetStore, StoredBudgets } from '../../core/budgets/budget-ports.ts';
import type { StoredForm } from '../../core/budgets/organisation-form.ts';
import { ConflictError } from '../../core/errors.ts';
import type { PicoUsd } from '../../core/money/decimal.ts';
import { isoTime } from '../../core/time/ledger-time.ts';
import { jitteredPause } from '../clock/jittered-pause.ts';
import { budgetItemSort, budgetJson, budgetOfJson, formJson, formOfJson } from './budget-item.ts';
import { smallNumber, textOf, wholeNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { BUDGET_PARTITION, BUDGET_VERSION_KEY, budgetChangesPartition } from './keys.ts';
import { between, queryAll } from './run-queries.ts';

/** Entity tags of what people configured and of who changed it. */
const BUDGET_TAG = 'B';
const CHANGE_TAG = 'BC';
const FORM_SORT = 'form';
const REVENUE_SORT = 'revenue#';
const MAX_TRIES = 8;

type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Budgets in the table: one collection, one version that each change raises, and a history. */
export class DynamoBudgetStore implements BudgetStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #newId: () => string;

  constructor(client: DynamoDBDocumentClient, table: string, newId: () => string) {
    this.#client = client;
    this.#table = table;
    this.#newId = newId;
  }

  async version(): Promise<bigint> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: BUDGET_VERSION_KEY, ConsistentRead: true }),
    );
    return wholeNumber(Item?.['v']);
  }

  /** The version is read first: a change in between is then read once more, never missed. */
  async load(): Promise<StoredBudgets> {
    const version = await this.version();
    const items = await queryAll(this.#client, this.#table, between(BUDGET_PARTITION, '!', '~'));
    const budgets: Budget[] = [];
    const revenue = new Map<string, PicoUsd>();
    let form: StoredForm | undefined;
    for (const item of items) {
      const sort = textOf(item['sk']);
      if (sort === FORM_SORT) form = formOfJson(textOf(item['j']));
      else if (sort.startsWith(REVENUE_SORT))
        revenue.set(sort.slice(REVENUE_SORT.length), wholeNumber(item['c']));
      else budgets.push(budgetOfJson(textOf(item['j'])));
    }
    return { version, budgets, form, revenue };
  }

  async putBudget(budget: Budget, change: BudgetChange): Promise<void> {
    await this.#write(this.#put({ sk: budgetItemSort(budget.id), j: budgetJson(budget) }), change);
  }

  async deleteBudget(id: string, change: BudgetChange): Promise<void> {
    const Key = { pk: BUDGET_PARTITION, sk: budgetItemSort(id) };
    await this.#write({ Delete: { TableName: this.#table, Key } }, change);
  }

  async putForm(form: StoredForm, change: BudgetChange): Promise<void> {
    await this.#write(this.#put({ sk: FORM_SORT, j: formJson(form) }), change);
  }

  async putRevenue(period: string, usd: PicoUsd, change: BudgetChange): Promise<void> {
    await this.#write(this.#put({ sk: REVENUE_SORT + period, c: usd }), change);
  }

  async note(change: BudgetChange): Promise<void> {
    await this.#client.send(new PutCommand({ TableName: this.#table, Item: this.#changeItem(change) }));
  }

  async changes(subject: string, limit: number): Promise<BudgetChange[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': budgetChangesPartition(subject) },
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return Items.map((item) => ({
      at: smallNumber(item['t']),
      by: textOf(item['by']),
      subject,
      what: textOf(item['w']),
    }));
  }

  #put(item: Item): Action {
    return { Put: { TableName: this.#table, Item: { pk: BUDGET_PARTITION, e: BUDGET_TAG, ...item } } };
  }

  #changeItem({ at, by, subject, what }: BudgetChange): Item {
    const sk = `${isoTime(at)}#${this.#newId()}`;
    return { pk: budgetChangesPartition(subject), sk, e: CHANGE_TAG, t: at, by, w: what };
  }

  /** The change, the version and the history, all or none. */
  async #write(action: Action, change: BudgetChange): Promise<void> {
    const raise: Action = {
      Update: {
        TableName: this.#table,
        Key: BUDGET_VERSION_KEY,
        UpdateExpression: 'SET e = :tag ADD v :one',
        ExpressionAttributeValues: { ':tag': BUDGET_TAG, ':one': 1 },
      },
    };
    const note: Action = { Put: { TableName: this.#table, Item: this.#changeItem(change) } };
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#client.send(new TransactWriteCommand({ TransactItems: [action, raise, note] }));
        return;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        if (attempt + 1 >= MAX_TRIES)
          throw new ConflictError('others change budgets at this moment: try again');
        await jitteredPause(attempt);
      }
    }
  }
}
