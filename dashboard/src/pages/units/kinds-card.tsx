import { useLocation, useSearch } from 'wouter';
import type { UnitCosts } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { formatCount } from '../../format/format-money.ts';
import { formatDay } from '../../format/format-time.ts';
import { AddressProblem } from '../../parts/address-problem.tsx';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Direction } from './direction.tsx';
import { resourceHref, RowLink } from '../../parts/links.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Segments } from '../../parts/segments.tsx';
import { Spent } from '../../parts/spent.tsx';
import { noSuch } from '../../state/choice.ts';
import type { Range } from '../../state/range.ts';
import { SPENT_COLUMN } from '../../table/usual-columns.tsx';

type UnitKind = UnitCosts['kinds'][number];

/** Resources of one kind: the average, the most expensive, and both by the week in which each began. */
export function KindsCard({ range: { from, to } }: { readonly range: Range }) {
  const query = useSearch();
  const [path, navigate] = useLocation();
  const read = useRead<UnitCosts>('/unit-costs/resource', { from, to }, { every: 60_000 });
  const kinds = read.data?.kinds ?? [];
  const asked = new URLSearchParams(query).get('kind');
  const kind = kinds.find(({ type }) => type === asked) ?? kinds[0];
  const problem =
    asked && kind && kind.type !== asked
      ? noSuch('kind of resource in the range', asked, kind.type)
      : undefined;
  const choose = (next: string) => {
    const search = new URLSearchParams(query);
    search.set('kind', next);
    navigate(`${path}?${search.toString()}`);
  };
  return (
    <Card
      title={kind === undefined ? 'By kind' : `What one ${kind.type} costs`}
      hint="Costs of the range, by the week in which each began"
      actions={
        kinds.length > 1 && kind !== undefined ? (
          <Segments
            label="Kind"
            value={kind.type}
            options={kinds.slice(0, 6).map(({ type }) => [type, type] as const)}
            onChange={choose}
          />
        ) : null
      }
    >
      <AddressProblem problem={problem} />
      <ReadView read={read} what="unit costs">
        {() =>
          kind === undefined ? (
            <Empty title="Nothing was booked on a resource in this range" />
          ) : (
            <Kind kind={kind} />
          )
        }
      </ReadView>
    </Card>
  );
}

function Kind({ kind }: { readonly kind: UnitKind }) {
  const { type, count, averageUsd, totalUsd, unpricedEvents: unpriced, dearest, weeks } = kind;
  return (
    <>
      <dl className="figures">
        <Figure
          big
          name="On average"
          value={<Spent usd={averageUsd} unpriced={unpriced} />}
          note={`of ${formatCount(count)}`}
        />
        <Direction weeks={weeks} note="by those that began in it" />
        <Figure
          big
          name="The most expensive"
          value={<Spent usd={dearest.totalUsd} unpriced={dearest.unpricedEvents} />}
          note={<UnitLink type={type} unit={dearest} />}
        />
        <Figure big name="Together" value={<Spent usd={totalUsd} unpriced={unpriced} />} />
      </dl>
      <Weeks type={type} weeks={weeks} />
    </>
  );
}

function UnitLink({
  type,
  unit: { id, name },
}: {
  readonly type: string;
  readonly unit: UnitKind['dearest'];
}) {
  return <RowLink href={resourceHref(type, id)}>{name ?? id}</RowLink>;
}

function Weeks({ type, weeks }: Pick<UnitKind, 'type' | 'weeks'>) {
  return (
    <DataTable
      caption="By the week in which they began"
      id="kinds"
      rows={weeks}
      keyOf={({ week }) => week}
      columns={[
        {
          name: 'Week from',
          value: ({ week }) => week,
          cell: ({ week }) => formatDay(week),
        },
        {
          name: 'Began',
          numeric: true,
          value: ({ count }) => count,
          cell: ({ count }) => formatCount(count),
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
          minor: true,
          value: ({ dearest }) => dearest.totalUsd,
          cell: ({ dearest }) => <Spent usd={dearest.totalUsd} unpriced={dearest.unpricedEvents} />,
        },
        {
          name: 'The most expensive',
          minor: true,
          value: ({ dearest }) => dearest.name ?? dearest.id,
          cell: ({ dearest }) => <UnitLink type={type} unit={dearest} />,
        },
        {
          name: 'With unpriced entries',
          numeric: true,
          minor: true,
          value: ({ withUnpriced }) => withUnpriced,
          cell: ({ withUnpriced }) => (withUnpriced === 0 ? '–' : formatCount(withUnpriced)),
        },
        { ...SPENT_COLUMN, name: 'Together' },
      ]}
    />
  );
}
