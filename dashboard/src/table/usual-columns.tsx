import { formatCount } from '../format/format-money.ts';
import { sortableUsd } from '../parts/spend.ts';
import { Spent } from '../parts/spent.tsx';
import type { Column } from './column.ts';

interface Spending {
  readonly totalUsd: string;
  readonly unpricedEvents?: number | null;
}

interface Counted {
  /** Null or undefined where it is not counted. */
  readonly events?: number | null;
}

/** What a row spent, by the names that answers have for it. */
export const SPENT_COLUMN = {
  name: 'Spent',
  numeric: true,
  value: ({ totalUsd, unpricedEvents }) => sortableUsd({ usd: totalUsd, unpriced: unpricedEvents }),
  cell: ({ totalUsd, unpricedEvents }) => <Spent usd={totalUsd} unpriced={unpricedEvents} />,
} as const satisfies Column<Spending>;

/** Of how many entries. */
export const ENTRIES_COLUMN = {
  name: 'Entries',
  numeric: true,
  value: ({ events }) => events,
  cell: ({ events }) => (events === null || events === undefined ? '–' : formatCount(events)),
} as const satisfies Column<Counted>;
