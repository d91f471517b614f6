import type { Margins } from '../../api/types.ts';
import { useInfiniteRead } from '../../api/use-infinite-read.ts';
import { ratioBasisPoints } from '../../format/decimal.ts';
import { formatCount, formatShare } from '../../format/format-money.ts';
import { formatMonth } from '../../format/format-time.ts';
import { AddressProblem } from '../../parts/address-problem.tsx';
import { Card } from '../../parts/card.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { groupHref, resourceHref, RowLink, userHref } from '../../parts/links.tsx';
import { Money } from '../../parts/money.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Segments } from '../../parts/segments.tsx';
import { Spent } from '../../parts/spent.tsx';
import { useChoice } from '../../parts/use-choice.ts';
import { monthsBetween } from '../../state/days.ts';
import type { Option } from '../../state/choice.ts';
import type { Range } from '../../state/range.ts';
import { SPENT_COLUMN } from '../../table/usual-columns.tsx';

type Item = Margins['items'][number];

const KINDS = [
  ['user', 'Users'],
  ['group', 'Groups'],
  ['resource', 'Resources'],
] as const;
type Kind = (typeof KINDS)[number][0];

const monthOption = (name: string): Option => [name, formatMonth(name)];

/** What is left of the revenue that was posted for each user, group or resource of a month; who costs more than they bring comes first. */
export function MarginOfEachCard({ range: { from, to } }: { readonly range: Range }) {
  const kinds = useChoice('marginOf', KINDS, 'margin of');
  const kind: Kind = kinds.value;
  const [newest = to.slice(0, 7), ...older] = monthsBetween(from, to).toReversed();
  const months = [newest, ...older];
  const chosen = useChoice(
    'marginMonth',
    [monthOption(newest), ...older.map(monthOption)],
    'month in the range',
  );
  const month = chosen.value;
  const read = useInfiniteRead<Margins>(`/revenue/${kind}`, { period: month, limit: 200 });
  return (
    <Card
      title={`Margin of each ${kind}`}
      hint="Revenue that was posted for it minus what it cost; the lowest first"
      actions={
        <>
          <Segments label="Margin of" value={kind} options={KINDS} onChange={kinds.choose} />
          <label className="select">
            <span>Month</span>
            <select value={month} onChange={({ target }) => chosen.choose(target.value)}>
              {months.map((name) => (
                <option key={name} value={name}>
                  {formatMonth(name)}
                </option>
              ))}
            </select>
          </label>
        </>
      }
    >
      <AddressProblem problem={kinds.problem} />
      <AddressProblem problem={chosen.problem} />
      <ReadView read={read} what="margins">
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          const [first] = pages;
          if (first === undefined || items.length === 0) {
            return (
              <Empty title={`No revenue of a ${kind} was posted for ${formatMonth(month)}`}>
                <p>
                  Your billing posts it: <code>POST /revenue</code> with a month, its amount and{' '}
                  <code>{kind === 'user' ? 'userId' : kind}</code>.
                </p>
              </Empty>
            );
          }
          return (
            <>
              <MarginTable kind={kind} items={items} total={first.total} partial={read.hasNextPage} />
              <MoreButton read={read} label="More" />
              <Without kind={kind} without={first.withoutRevenue} />
            </>
          );
        }}
      </ReadView>
    </Card>
  );
}

/** What nobody has posted a revenue for is not 0: it is told apart. */
function Without({ kind, without }: { readonly kind: Kind; readonly without: Margins['withoutRevenue'] }) {
  const { count, totalUsd, unpricedEvents } = without;
  if (count === 0) return null;
  return (
    <p className="hint">
      No revenue was posted for {formatCount(count)} more that cost{' '}
      <Spent usd={totalUsd} unpriced={unpricedEvents} />
      {kind === 'user' ? ', work of the system among them where there is some' : ''}.
    </p>
  );
}

interface MarginTableProps {
  readonly kind: Kind;
  readonly items: readonly Item[];
  readonly total: Margins['total'];
  readonly partial: boolean;
}

function MarginTable({ kind, items, total, partial }: MarginTableProps) {
  const title = kind.charAt(0).toUpperCase() + kind.slice(1);
  const columns: Column<Item>[] = [
    {
      name: title,
      value: ({ key, name }) => name ?? key,
      cell: ({ key, type, id, name }) => (
        <>
          <RowLink href={hrefOf(kind, key, type, id)}>{name ?? key}</RowLink>{' '}
          {name === undefined ? null : <span className="hint">{key}</span>}
        </>
      ),
    },
    {
      name: 'Revenue',
      numeric: true,
      value: ({ revenueUsd }) => revenueUsd,
      cell: ({ revenueUsd }) => <Money usd={revenueUsd} />,
    },
    { ...SPENT_COLUMN, name: 'Cost' },
    { name: 'Margin', numeric: true, value: ({ marginUsd }) => marginUsd, cell: (one) => <Left of={one} /> },
    {
      name: 'Of revenue',
      numeric: true,
      minor: true,
      value: shareOf,
      cell: (one) => {
        const share = shareOf(one);
        return share === undefined ? '–' : formatShare(share);
      },
    },
  ];
  return (
    <DataTable
      caption={`Margin by ${kind}`}
      id="margins"
      partial={partial}
      rows={items}
      keyOf={({ key }) => key}
      columns={columns}
      foot={[
        {
          [title]: 'All with a revenue',
          Revenue: <Money usd={total.revenueUsd} />,
          Cost: <Spent usd={total.totalUsd} unpriced={total.unpricedEvents} />,
          Margin: <Left of={total} />,
        },
      ]}
    />
  );
}

/** A margin, which entries without a price would make smaller. */
function Left({ of: { marginUsd, unpricedEvents } }: { readonly of: Margins['total'] }) {
  return (
    <>
      {unpricedEvents > 0 ? <span className="hint">at most</span> : null} <Money usd={marginUsd} />
    </>
  );
}

/** Margin as a part of revenue, in hundredths of a percent; undefined without a revenue. */
function shareOf({ marginUsd, revenueUsd }: Item): number | undefined {
  return ratioBasisPoints(marginUsd, revenueUsd);
}

function hrefOf(kind: Kind, key: string, type = '', id = ''): string {
  if (kind === 'user') return userHref(key);
  return kind === 'group' ? groupHref(type, id) : resourceHref(type, id);
}
