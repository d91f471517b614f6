import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { NextAsk, PriceAsks } from '../../core/price-packs/ask-for-prices.ts';
import { smallNumber } from './document-client.ts';
import type { ItemKey } from './keys.ts';
import type { Table } from './table.ts';

const KEY: ItemKey = { pk: `${PREFIX.price}asked`, sk: '-' };

/** The turn to ask for prices, in one item. */
export class DynamoPriceAsks implements PriceAsks {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(): Promise<NextAsk | undefined> {
    const item = await this.#table.get(KEY);
    return item && { at: smallNumber(item['at']), pauseMs: smallNumber(item['w']) };
  }

  async take({ at, pauseMs }: NextAsk, seen: NextAsk | undefined): Promise<boolean> {
    const { done } = await this.#table.update(KEY, {
      UpdateExpression: 'SET e = :e, #at = :at, w = :w',
      ConditionExpression: seen ? '#at = :seen' : 'attribute_not_exists(pk)',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: {
        ':e': ENTITY.priceAsk,
        ':at': at,
        ':w': pauseMs,
        ...(seen ? { ':seen': seen.at } : {}),
      },
    });
    return done;
  }
}
