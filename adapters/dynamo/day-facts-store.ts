import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts';
import type { DayFacts, DayFactsStore, DearEntry } from '../../core/spend/day-facts.ts';
import type { Day } from '../../core/time/ledger-time.ts';
import { batchGet } from './batch-get.ts';
import { smallNumber, textOf } from './document-client.ts';
import type { Item } from './entry-item.ts';
import type { ItemKey } from './keys.ts';

type StoredEntry = Omit<DearEntry, 'cost'> & { readonly costUsd: string };

function factsKey(day: Day): ItemKey {
  return { pk: `${PREFIX.closed}${day}`, sk: 'facts' };
}

/** Facts of closed days in the table, one item a day. */
export class DynamoDayFactsStore implements DayFactsStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(days: readonly Day[]): Promise<Map<Day, DayFacts>> {
    const items = await batchGet(this.#client, this.#table, days.map(factsKey), false);
    return new Map(items.map(factsOf).map((facts) => [facts.day, facts]));
  }

  async put({ day, madeAt, activeUsers, dearest }: DayFacts): Promise<void> {
    const stored = dearest.map(({ cost, ...rest }): StoredEntry => ({
      ...rest,
      costUsd: formatDecimal(cost),
    }));
    await this.#client.send(
      new PutCommand({
        TableName: this.#table,
        Item: {
          ...factsKey(day),
          e: ENTITY.dayFacts,
          at: madeAt,
          au: activeUsers,
          d: JSON.stringify(stored),
        },
      }),
    );
  }
}

function factsOf(item: Item): DayFacts {
  const stored = JSON.parse(textOf(item['d'])) as StoredEntry[];
  return {
    day: textOf(item['pk']).slice(PREFIX.closed.length),
    madeAt: smallNumber(item['at']),
    activeUsers: smallNumber(item['au']),
    dearest: stored.map(({ costUsd, ...rest }) => ({ ...rest, cost: parseDecimal(costUsd) })),
  };
}
