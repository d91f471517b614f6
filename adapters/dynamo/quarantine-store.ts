import type { KeptOutcome, OutcomeName, QuarantineStore } from '../../core/usage/quarantine.ts';
import { type Day, type Instant, startOfDay } from '../../core/time/ledger-time.ts';
import { unreadableOutcome } from '../../core/usage/unreadable.ts';
import { smallNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { outcomeKey } from './keys.ts';
import { outcomeOf } from './outcome-item.ts';
import { ofPartition } from './run-queries.ts';
import type { Table } from './table.ts';

/** Outcomes as they are in the table. */
export class DynamoQuarantineStore implements QuarantineStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async outcomesOf(day: Day): Promise<KeptOutcome[]> {
    const { pk } = outcomeKey({ day, messageId: '', index: 0, kind: 'rejected' });
    const items = await this.#table.queryAll(ofPartition(pk));
    return items.map((item) => readable(item, day));
  }

  async find(name: OutcomeName): Promise<KeptOutcome | undefined> {
    const item = await this.#table.get(outcomeKey(name));
    return item && keptOutcome(item);
  }

  async noteRedrive(name: OutcomeName, at: Instant): Promise<void> {
    const { done } = await this.#table.update(outcomeKey(name), {
      UpdateExpression: 'SET rd = :at',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':at': at },
    });
    if (!done) throw new TypeError(`there is no outcome ${name.messageId} of ${name.day} to redrive`);
  }
}

/** An outcome that cannot be read is shown as that, and hides no neighbour. */
function readable(item: Item, day: Day): KeptOutcome {
  try {
    return keptOutcome(item);
  } catch (error) {
    const reason = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return unreadableOutcome(String(item['sk']), reason, startOfDay(day));
  }
}

function keptOutcome(item: Item): KeptOutcome {
  return { ...outcomeOf(item), redrivenAt: item['rd'] === undefined ? undefined : smallNumber(item['rd']) };
}
