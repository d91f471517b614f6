import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { CurrencyRate } from '../../core/currency/currency.ts';
import type { RateLook, RateStore } from '../../core/currency/rate-ports.ts';
import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts';
import type { Day } from '../../core/time/ledger-time.ts';
import { dayText, textAttribute } from './document-client.ts';
import type { ItemKey } from './keys.ts';
import { between } from './run-queries.ts';
import { jsonItem, storedJson } from './stored-json.ts';
import type { Table } from './table.ts';

/** Rates by currency and day. */
const RATE_PARTITION = `${PREFIX.price}rates`;
/** Codes are in capitals: nothing of them is behind this. */
const LOOK: ItemKey = { pk: RATE_PARTITION, sk: 'look' };
const LAST_DAY = '9999-12-31';

/** Exchange rates in the table: one item for each currency and day, some hundred bytes, never changed. */
export class DynamoRateStore implements RateStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async newest(currency: string, on: Day | undefined): Promise<CurrencyRate | undefined> {
    const { items } = await this.#table.page({
      ...between(RATE_PARTITION, `${currency}#`, `${currency}#${on ?? LAST_DAY}`),
      ScanIndexForward: false,
      Limit: 1,
      ConsistentRead: true,
    });
    const [item] = items;
    if (!item) return undefined;
    return {
      currency,
      rate: parseDecimal(textAttribute(item['v'])),
      date: dayText(textAttribute(item['sk']).slice(currency.length + 1)),
      source: textAttribute(item['so']),
    };
  }

  async keep({ currency, rate, date, source }: CurrencyRate): Promise<void> {
    await this.#table.putIfAbsent({
      pk: RATE_PARTITION,
      sk: `${currency}#${date}`,
      e: ENTITY.exchangeRate,
      v: formatDecimal(rate),
      so: source,
    });
  }

  async lastLook(): Promise<RateLook | undefined> {
    const item = await this.#table.get(LOOK);
    return item && storedJson<RateLook>(item, 'd');
  }

  async noteLook(look: RateLook): Promise<void> {
    await this.#table.put({ ...LOOK, e: ENTITY.exchangeRate, ...jsonItem('d', look) });
  }
}
