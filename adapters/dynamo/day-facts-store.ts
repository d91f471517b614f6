import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import { formatDecimal, parseUsd } from '../../core/money/decimal.ts';
import type { DayFacts, DayFactsStore, RankedEntry } from '../../core/spend/day-facts.ts';
import type { Day } from '../../core/time/ledger-time.ts';
import { dayText, smallNumber, textAttribute, wholeNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import type { ItemKey } from './keys.ts';
import { type Complete, jsonItem, storedJson } from './stored-json.ts';
import type { Table } from './table.ts';
import { readableItems } from './readable-items.ts';

type StoredEntry = Omit<RankedEntry, 'cost'> & { readonly costUsd: string };

function factsKey(day: Day): ItemKey {
  return { pk: `${PREFIX.closed}${day}`, sk: 'facts' };
}

/** Facts of closed days in the table, one item a day. */
export class DynamoDayFactsStore implements DayFactsStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(days: readonly Day[]): Promise<Map<Day, DayFacts>> {
    const items = await this.#table.batchGet(days.map(factsKey), { consistent: false });
    return new Map(readableItems(items, factsOf).map((facts) => [facts.day, facts]));
  }

  async put({ day, madeAt, version, activeUsers, mostExpensive }: DayFacts): Promise<void> {
    const stored = mostExpensive.map(({ cost, ...rest }): StoredEntry => ({
      ...rest,
      costUsd: formatDecimal(cost),
    }));
    await this.#table.put({
      ...factsKey(day),
      e: ENTITY.dayFacts,
      at: madeAt,
      ...(version === undefined ? {} : { v: version }),
      au: activeUsers,
      ...jsonItem('d', stored),
    });
  }
}

function factsOf(item: Item): DayFacts {
  const facts: Complete<DayFacts> = {
    day: dayText(textAttribute(item['pk']).slice(PREFIX.closed.length)),
    madeAt: smallNumber(item['at']),
    version: item['v'] === undefined ? undefined : wholeNumber(item['v']),
    activeUsers: smallNumber(item['au']),
    mostExpensive: storedJson<readonly StoredEntry[]>(item, 'd').map(entryOf),
  };
  return facts;
}

function entryOf(stored: StoredEntry): RankedEntry {
  const entry: Complete<RankedEntry> = {
    id: stored.id,
    day: stored.day,
    occurredAt: stored.occurredAt,
    provider: stored.provider,
    service: stored.service,
    model: stored.model,
    operation: stored.operation,
    resource: stored.resource,
    cost: parseUsd(stored.costUsd),
  };
  return entry;
}
