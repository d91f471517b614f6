import type { Day } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { TotalsReader } from './totals-reader.ts';

/** Events of one provider and model that have no price yet. */
export interface UnpricedModel {
  readonly provider: string;
  readonly service: string;
  readonly model: string;
  readonly events: number;
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly days: readonly Day[];
}

/** What waits for a price, the most events first; read from totals, never from entries. */
export async function readUnpriced(
  days: Days,
  totals: Pick<TotalsReader, 'cells'>,
): Promise<UnpricedModel[]> {
  const open = (await totals.cells(days)).filter(({ total }) => total.unpriced > 0);
  const groups = Map.groupBy(open, (cell) => JSON.stringify([cell.provider, cell.service, cell.model]));
  return [...groups.values()]
    .map((cells) => {
      const [first] = cells as [(typeof cells)[0], ...typeof cells];
      const list = [...new Set(cells.map(({ day }) => day))].sort();
      return {
        provider: first.provider,
        service: first.service,
        model: first.model,
        events: cells.reduce((sum, { total }) => sum + total.unpriced, 0),
        firstDay: list[0] ?? first.day,
        lastDay: list.at(-1) ?? first.day,
        days: list,
      };
    })
    .sort((a, b) => b.events - a.events);
}
