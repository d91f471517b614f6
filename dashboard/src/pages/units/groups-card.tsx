import { Link, useSearch } from 'wouter';
import type { GroupList, Trends } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { REST } from '../../../../contracts/report-vocabulary.ts';
import { averageDecimal, sumDecimals } from '../../format/decimal.ts';
import { formatCount } from '../../format/format-money.ts';
import { formatDay } from '../../format/format-time.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { groupHref, RowLink } from '../../parts/links.tsx';
import { Money } from '../../parts/money.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import type { Range } from '../../state/range.ts';
import { Direction } from './direction.tsx';
import { groupKinds, type GroupWeek, weekHref, weeksOfGroups } from './unit-costs.ts';

/** Podcasts, campaigns or series: what one costs a week, at most, and whether it rises. */
export function GroupsCard({ range: { from, to } }: { readonly range: Range }) {
  const read = useRead<Trends>(
    '/trends',
    { from, to, interval: 'week', dimension: 'group' },
    { every: 60_000 },
  );
  const groups = useRead<GroupList>('/groups', { from, to, sort: 'cost', limit: 100 }, { every: 60_000 });
  const asked = new URLSearchParams(useSearch()).get('group-kind');
  const kinds = read.data ? groupKinds(read.data.points) : [];
  const kind = kinds.find((name) => name === asked) ?? kinds[0];
  if (read.data && kind === undefined) return null;
  const names = new Map(
    groups.data?.groups.flatMap(({ type, id, name }) => (type === kind && name !== null ? [[id, name]] : [])),
  );
  return (
    <Card
      title={kind === undefined ? 'By group' : `What one ${kind} costs a week`}
      hint="Of those with costs in the week"
    >
      <ReadView read={read} what="the weeks of groups">
        {({ points }) =>
          kind === undefined ? null : (
            <>
              {points.some(({ by }) => Object.hasOwn(by, REST)) ? (
                <p className="hint">Of the groups that cost most; the others are left out.</p>
              ) : null}
              <WithoutPrice points={points} />
              <Weeks kind={kind} weeks={weeksOfGroups(points, kind)} nameOf={(id) => names.get(id) ?? id} />
            </>
          )
        }
      </ReadView>
    </Card>
  );
}

/** Totals of groups keep no count of what lacks a price, so that no single amount can say "at least". */
function WithoutPrice({ points }: Pick<Trends, 'points'>) {
  const count = points.reduce((sum, { unpricedEvents }) => sum + (unpricedEvents ?? 0), 0);
  if (count === 0) return null;
  return (
    <p className="hint">
      <span className="unpriced">{formatCount(count)} unpriced</span>{' '}
      {count === 1 ? 'entry of the range is' : 'entries of the range are'} in none of these amounts
    </p>
  );
}

interface WeeksProps {
  readonly kind: string;
  readonly weeks: readonly GroupWeek[];
  readonly nameOf: (id: string) => string;
}

function Weeks({ kind, weeks, nameOf }: WeeksProps) {
  const total = sumDecimals(weeks.map(({ totalUsd }) => totalUsd));
  const count = weeks.reduce((sum, week) => sum + week.count, 0);
  return (
    <>
      <dl className="figures">
        <Figure big name="On average" value={<Money usd={averageDecimal(total, count)} />} note="a week" />
        <Direction weeks={weeks} note="by those with costs in it" />
        <Figure big name="Together" value={<Money usd={total} />} />
      </dl>
      <DataTable
        caption={`Cost of one ${kind} by week`}
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
            name: 'With costs',
            numeric: true,
            minor: true,
            value: (week) => week.count,
            cell: (week) => formatCount(week.count),
          },
          {
            name: 'On average',
            numeric: true,
            value: ({ averageUsd }) => averageUsd,
            cell: ({ averageUsd }) => <Money usd={averageUsd} />,
          },
          {
            name: 'At most',
            numeric: true,
            value: ({ dearest }) => dearest.usd,
            cell: ({ dearest }) => <Money usd={dearest.usd} />,
          },
          {
            name: 'The most expensive',
            minor: true,
            value: ({ dearest }) => nameOf(dearest.id),
            cell: ({ dearest }) => <RowLink href={groupHref(kind, dearest.id)}>{nameOf(dearest.id)}</RowLink>,
          },
          {
            name: 'Together',
            numeric: true,
            value: ({ totalUsd }) => totalUsd,
            cell: ({ totalUsd }) => <Money usd={totalUsd} />,
          },
        ]}
      />
    </>
  );
}
