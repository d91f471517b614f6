import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { ImportStore, ImportWindow } from '../../core/usage/import-window.ts';
import { dayText, smallNumber, textAttribute } from './document-client.ts';
import type { Table } from './table.ts';

/** Where the open import is kept. */
export const IMPORT_KEY = { pk: `${PREFIX.ledger}import`, sk: '-' };

/** The open import: one item. */
export class DynamoImportStore implements ImportStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(): Promise<ImportWindow | undefined> {
    const item = await this.#table.get(IMPORT_KEY);
    return (
      item && { from: dayText(item['f']), until: smallNumber(item['un']), by: textAttribute(item['by']) }
    );
  }

  async open({ from, until, by }: ImportWindow): Promise<void> {
    await this.#table.put({ ...IMPORT_KEY, e: ENTITY.ledger, f: from, un: until, by });
  }

  async close(): Promise<void> {
    await this.#table.delete(IMPORT_KEY);
  }
}
