import { lookUp } from '../../../../contracts/look-up.ts';
import { useRead } from '../../api/use-read.ts';
import { byAmountDescending, sumDecimals } from '../../format/decimal.ts';
import { formatCount } from '../../format/format-money.ts';
import { formatLongDay, formatMonth } from '../../format/format-time.ts';
import { AddressProblem } from '../../parts/address-problem.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Beginning } from '../../parts/beginning.tsx';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Segments } from '../../parts/segments.tsx';
import { Money } from '../../parts/money.tsx';
import { Spent } from '../../parts/spent.tsx';
import { useFirstDay } from '../../parts/use-first-day.ts';
import { useChoice } from '../../parts/use-choice.ts';
import type { Range } from '../../state/range.ts';
import { columnNames } from '../../table/column-names.ts';
import { ENTRIES_COLUMN, SPENT_COLUMN } from '../../table/usual-columns.tsx';

/** One row of a daily, weekly or monthly table. */
interface Period {
  readonly date?: string;
  readonly week?: string;
  readonly month?: string;
  readonly totalUsd: string;
  readonly events?: number;
  readonly resources?: number;
  readonly unpricedEvents?: number;
  readonly byService?: Readonly<Record<string, string>>;
  readonly byProvider?: Readonly<Record<string, string>>;
  readonly closedAt?: string | null;
}

type Summary = Readonly<Partial<Record<'days' | 'weeks' | 'months', readonly Period[]>>>;

const INTERVALS = [
  ['daily', 'Daily'],
  ['weekly', 'Weekly'],
  ['monthly', 'Monthly'],
] as const;

/** Providers that have a column of their own: as many as a tablet has room for. */
const MOST_PROVIDERS = 3;

/** The range as a table, the newest row first. */
export function SummaryCard({ range: { from, to } }: { readonly range: Range }) {
  const { value: interval, problem, choose } = useChoice('interval', INTERVALS, 'interval');
  const firstDay = useFirstDay();
  const read = useRead<Summary>(`/summary/${interval}`, { from, to });
  return (
    <Card
      title="Table"
      actions={<Segments label="Interval" value={interval} options={INTERVALS} onChange={choose} />}
    >
      <AddressProblem problem={problem} />
      <ReadView read={read} what={`the ${interval} table`}>
        {({ days, weeks, months }) => (
          <>
            <Beginning from={from} />
            <PeriodTable periods={recorded(days ?? weeks ?? months ?? [], from, firstDay).toReversed()} />
          </>
        )}
      </ReadView>
    </Card>
  );
}

/** The periods from the first with an entry on, where the ledger begins in the range: those before are no spend of 0. */
function recorded(periods: readonly Period[], from: string, firstDay = from): readonly Period[] {
  if (firstDay <= from) return periods;
  const first = periods.findIndex(({ events = 0 }) => events > 0);
  return first < 0 ? [] : periods.slice(first);
}

function periodTitle({ date, week, month }: Period): string {
  if (date !== undefined) return formatLongDay(date);
  return month === undefined ? (week ?? '') : formatMonth(month);
}

function mostOn({ byService = {} }: Period): string | undefined {
  return Object.entries(byService).sort(([, a], [, b]) => byAmountDescending(a, b))[0]?.[0];
}

/** The providers that cost most over all rows, with something in one of them. */
function topProviders(periods: readonly Period[]): string[] {
  const names = new Set(periods.flatMap(({ byProvider = {} }) => Object.keys(byProvider)));
  return [...names]
    .map((name) => ({ name, usd: sumDecimals(periods.map((period) => spentAt(name, period))) }))
    .filter(({ usd }) => usd !== '0')
    .toSorted((a, b) => byAmountDescending(a.usd, b.usd))
    .slice(0, MOST_PROVIDERS)
    .map(({ name }) => name);
}

function spentAt(provider: string, { byProvider = {} }: Period): string {
  return lookUp(byProvider, provider) ?? '0';
}

function PeriodTable({ periods }: { readonly periods: readonly Period[] }) {
  if (periods.length === 0) return <Empty title="Nothing in this range" />;
  const providers = topProviders(periods);
  const called = columnNames(
    providers.map((key) => ({ key })),
    ['Period', 'Most on', 'Resources', ENTRIES_COLUMN.name, SPENT_COLUMN.name],
    'provider',
  );
  const total = sumDecimals(periods.map(({ totalUsd }) => totalUsd));
  const unpriced = periods.reduce((sum, { unpricedEvents = 0 }) => sum + unpricedEvents, 0);
  return (
    <DataTable
      caption="Periods"
      id="periods"
      rows={periods}
      keyOf={(period) => period.date ?? period.week ?? period.month ?? ''}
      columns={[
        {
          name: 'Period',
          value: (period) => period.date ?? period.week ?? period.month,
          cell: (period) => (
            <>
              {periodTitle(period)} {period.closedAt ? <Badge tone="good">closed</Badge> : null}{' '}
              {period.unpricedEvents ? <Badge tone="warning">{period.unpricedEvents} unpriced</Badge> : null}
            </>
          ),
        },
        {
          name: 'Most on',
          minor: true,
          optional: true,
          value: mostOn,
          cell: (period) => mostOn(period) ?? '–',
        },
        {
          name: 'Resources',
          numeric: true,
          minor: true,
          value: ({ resources }) => resources,
          cell: ({ resources }) => (resources === undefined ? '–' : formatCount(resources)),
        },
        { ...ENTRIES_COLUMN, minor: true },
        ...providers.map((provider) => ({
          name: called.get(provider) ?? provider,
          numeric: true,
          minor: true,
          value: (period: Period) => spentAt(provider, period),
          cell: (period: Period) => {
            const usd = spentAt(provider, period);
            return usd === '0' ? '–' : <Money usd={usd} />;
          },
        })),
        SPENT_COLUMN,
      ]}
      foot={[{ Period: 'Total', Spent: <Spent usd={total} unpriced={unpriced} /> }]}
    />
  );
}
