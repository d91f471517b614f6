import { Link, useSearch } from 'wouter';
import type { UnitCosts } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { averageDecimal } from '../../format/decimal.ts';
import { formatCount } from '../../format/format-money.ts';
import { formatDay } from '../../format/format-time.ts';
import { AddressProblem } from '../../parts/address-problem.tsx';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { groupHref, RowLink } from '../../parts/links.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { Spent } from '../../parts/spent.tsx';
import { noSuch } from '../../state/choice.ts';
import type { Range } from '../../state/range.ts';
import { Direction } from './direction.tsx';
import { weekHref } from './unit-costs.ts';
import { SPENT_COLUMN } from '../../table/usual-columns.tsx';

type GroupKind = UnitCosts['kinds'][number];

/** Podcasts, campaigns or series: what one costs a week, at most, and whether it rises. */
export function GroupsCard({ range: { from, to } }: { readonly range: Range }) {
  const read = useRead<UnitCosts>('/unit-costs/group', { from, to }, { every: 60_000 });
  const asked = new URLSearchParams(useSearch()).get('group-kind');
  const kinds = read.data?.kinds ?? [];
  const kind = kinds.find(({ type }) => type === asked) ?? kinds[0];
  const problem =
    asked && kind && kind.type !== asked ? noSuch('kind of group in the range', asked, kind.type) : undefined;
  if (read.data && kind === undefined) return null;
  return (
    <Card
      title={kind === undefined ? 'By group' : `What one ${kind.type} costs a week`}
      hint="Of those with entries in the week"
    >
      <AddressProblem problem={problem} />
      <ReadView read={read} what="the weeks of groups">
        {() => (kind === undefined ? null : <Weeks kind={kind} />)}
      </ReadView>
    </Card>
  );
}

function Weeks({ kind: { type, totalUsd, unpricedEvents: unpriced, weeks } }: { readonly kind: GroupKind }) {
  const count = weeks.reduce((sum, week) => sum + week.count, 0);
  return (
    <>
      <dl className="figures">
        <Figure
          big
          name="On average"
          value={<Spent usd={averageDecimal(totalUsd, count)} unpriced={unpriced} />}
          note="a week"
        />
        <Direction weeks={weeks} note="by those with entries in it" />
        <Figure big name="Together" value={<Spent usd={totalUsd} unpriced={unpriced} />} />
      </dl>
      <DataTable
        caption={`Cost of one ${type} by week`}
        id="group-weeks"
        rows={weeks}
        keyOf={({ week }) => week}
        columns={[
          {
            name: 'Week from',
            value: ({ week }) => week,
            cell: ({ week }) => (
              <Link href={weekHref(week, 'group')} className="row-name">
                {formatDay(week)}
              </Link>
            ),
          },
          {
            name: 'With entries',
            numeric: true,
            minor: true,
            value: (week) => week.count,
            cell: (week) => formatCount(week.count),
          },
          {
            name: 'On average',
            numeric: true,
            value: ({ averageUsd }) => averageUsd,
            cell: ({ averageUsd, unpricedEvents }) => <Spent usd={averageUsd} unpriced={unpricedEvents} />,
          },
          {
            name: 'At most',
            numeric: true,
            value: ({ dearest }) => dearest.totalUsd,
            cell: ({ dearest }) => <Spent usd={dearest.totalUsd} unpriced={dearest.unpricedEvents} />,
          },
          {
            name: 'The most expensive',
            minor: true,
            value: ({ dearest }) => dearest.name ?? dearest.id,
            cell: ({ dearest }) => (
              <RowLink href={groupHref(type, dearest.id)}>{dearest.name ?? dearest.id}</RowLink>
            ),
          },
          { ...SPENT_COLUMN, name: 'Together' },
        ]}
      />
    </>
  );
}
