import type { ExtentCorrection, ExtentStore, LedgerExtent } from '../../core/spend/check-months.ts';
import { HOUR_MS } from '../../core/time/ledger-time.ts';
import { attributeOfMonth, attributesOfMonth, firstDayOf, heldMonthsOf } from './month-notes.ts';
import { LEDGER_KEY } from './keys.ts';
import type { Table } from './table.ts';

/** The months that hold items, as attributes of the ledger's own item. */
export class DynamoExtentStore implements ExtentStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(): Promise<LedgerExtent> {
    const item = await this.#table.get(LEDGER_KEY);
    return {
      firstDay: firstDayOf(item),
      months: heldMonthsOf(item)?.map(({ month, noted }) => ({ month, notedAt: noted * HOUR_MS })),
    };
  }

  /** Months from before they were noted get attributes of their own as they are looked at, and their range shrinks. */
  async correct(seen: LedgerExtent, { kept, firstDay, restFrom }: ExtentCorrection): Promise<boolean> {
    const staying = new Set(kept.map(({ month }) => month));
    const gone = (seen.months ?? []).filter(({ month, notedAt }) => notedAt > 0 && !staying.has(month));
    const adopted = kept.filter(
      ({ month, notedAt }) => notedAt === 0 && (restFrom === undefined || month < restFrom),
    );
    const range = restFrom === undefined ? ['lf', 'lt'] : [];
    const ofGone = gone.map(({ month }, index) =>
      attributesOfMonth(month).map((name, part) => [`#g${index}${'abc'[part]}`, name] as const),
    );
    const removed = [...range, ...ofGone.flat().map(([place]) => place)];
    const set = [
      'd = :first',
      ...(restFrom === undefined ? [] : ['lf = :rest']),
      ...adopted.map((_, index) => `#a${index} = if_not_exists(#a${index}, :zero)`),
    ];
    const named: (readonly [string, string])[] = [
      ...ofGone.flat(),
      ...adopted.map(({ month }, index) => [`#a${index}`, attributeOfMonth(month)] as const),
    ];
    const { done } = await this.#table.update(LEDGER_KEY, {
      UpdateExpression: `SET ${set.join(', ')}${removed.length === 0 ? '' : ` REMOVE ${removed.join(', ')}`}`,
      ConditionExpression: ['d = :seen', ...gone.map((_, index) => `#g${index}a = :g${index}`)].join(' AND '),
      ...(named.length === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries<string>(named) }),
      ExpressionAttributeValues: {
        ':first': firstDay,
        ':seen': seen.firstDay,
        ...(restFrom === undefined ? {} : { ':rest': restFrom }),
        ...(adopted.length === 0 ? {} : { ':zero': 0 }),
        ...Object.fromEntries(gone.map(({ notedAt }, index) => [`:g${index}`, notedAt / HOUR_MS])),
      },
    });
    return done;
  }
}
