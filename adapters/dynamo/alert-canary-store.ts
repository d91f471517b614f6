import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { AlertCanaryStore } from '../../core/alerts/alert-canary.ts';
import { textAttribute } from './document-client.ts';
import type { Table } from './table.ts';

const KEY = { pk: `${PREFIX.ledger}canary`, sk: '-' };

/** The canary that was sent last, one item. */
export class DynamoAlertCanaryStore implements AlertCanaryStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async last(): Promise<string | undefined> {
    const item = await this.#table.get(KEY);
    return item && textAttribute(item['id']);
  }

  async remember(id: string): Promise<void> {
    await this.#table.put({ ...KEY, e: ENTITY.ledger, id });
  }
}
