import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { LastCheck } from '../../core/alerts/check-budgets.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { smallNumber } from './document-client.ts';
import type { Table } from './table.ts';

const KEY = { pk: `${PREFIX.ledger}checks`, sk: '-' };

/** The last run of the budgets' safety net that checked something: one item. */
export class DynamoLastCheck implements LastCheck {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(): Promise<Instant | undefined> {
    const item = await this.#table.get(KEY, { consistent: false });
    return item && smallNumber(item['at']);
  }

  async note(at: Instant): Promise<void> {
    await this.#table.update(KEY, {
      UpdateExpression: 'SET e = :e, #at = :at',
      ConditionExpression: 'attribute_not_exists(#at) OR #at < :at',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: { ':e': ENTITY.ledger, ':at': at },
    });
  }
}
