import { ORGANISATION } from '../../core/scopes/scope.ts';
import { ENTITY } from '../../contracts/table-layout.ts';
import type { ArchivedDay, ArchiveNotes, CheckedMonth } from '../../core/retention/archive-ports.ts';
import { type Day, type Instant, isMonth, type Month } from '../../core/time/ledger-time.ts';
import { dayText, monthText, smallNumber, textAttribute, usdNumber, wholeNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { ARCHIVE_PARTITION } from './keys.ts';
import { ofPartition } from './run-queries.ts';
import type { Table } from './table.ts';
import { totalKey } from './total-keys.ts';

/** Notes of the archive: one small item for each archived day and each month that was compared. */
export class DynamoArchiveNotes implements ArchiveNotes {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(): Promise<{ days: Map<Day, ArchivedDay>; months: Map<Month, CheckedMonth> }> {
    const items = await this.#table.queryAll(ofPartition(ARCHIVE_PARTITION));
    const days = new Map<Day, ArchivedDay>();
    const months = new Map<Month, CheckedMonth>();
    for (const item of items) {
      const name = textAttribute(item['sk']);
      if (isMonth(name)) months.set(name, checkedOf(item));
      else days.set(dayText(name), archivedOf(item));
    }
    return { days, months };
  }

  async noteDay(day: Day, { files, cost, events, unpriced, version }: ArchivedDay): Promise<void> {
    await this.#put({ sk: day, fl: files, c: cost, n: events, x: unpriced, v: version });
  }

  async noteWaiting(day: Day, since: Instant): Promise<void> {
    const { done } = await this.#table.update(
      { pk: ARCHIVE_PARTITION, sk: day },
      {
        UpdateExpression: 'SET ws = if_not_exists(ws, :since)',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':since': since },
      },
    );
    if (!done) throw new TypeError(`there is no archived day ${day} for which records could wait`);
  }

  async noteMonth(month: Month, { late, at }: CheckedMonth): Promise<void> {
    await this.#put({ sk: month, lv: late, at });
  }

  async lateVersions(months: readonly Month[]): Promise<Map<Month, bigint>> {
    const keys = months.map((month) => totalKey({ kind: 'late', month, of: ORGANISATION }));
    const items = await this.#table.batchGet(keys);
    return new Map(
      items.map((item) => [monthText(textAttribute(item['pk']).split('#')[1]), wholeNumber(item['v'])]),
    );
  }

  async #put(item: Item): Promise<void> {
    await this.#table.put({ pk: ARCHIVE_PARTITION, e: ENTITY.ledger, ...item });
  }
}

function archivedOf(item: Item): ArchivedDay {
  return {
    files: smallNumber(item['fl']),
    cost: usdNumber(item['c']),
    events: smallNumber(item['n']),
    unpriced: smallNumber(item['x']),
    version: wholeNumber(item['v']),
    waitingSince: item['ws'] === undefined ? undefined : smallNumber(item['ws']),
  };
}

function checkedOf(item: Item): CheckedMonth {
  return { late: wholeNumber(item['lv']), at: smallNumber(item['at']) };
}
