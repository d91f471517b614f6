import { useQuery } from '@tanstack/react-query';
import { useLocation, useSearch } from 'wouter';
import type { Api } from '../../api/api.ts';
import type { ResourceList } from '../../api/types.ts';
import type { Read } from '../../api/use-read.ts';
import { averageDecimal, byAmountDescending } from '../../format/decimal.ts';
import { formatCount } from '../../format/format-money.ts';
import { formatDay } from '../../format/format-time.ts';
import { Card } from '../../parts/card.tsx';
import { useApi } from '../../parts/context.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Direction } from './direction.tsx';
import { resourceHref, RowLink } from '../../parts/links.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Segments } from '../../parts/segments.tsx';
import { sortableUsd, type Spend, sumSpends } from '../../parts/spend.ts';
import { Spent } from '../../parts/spent.tsx';
import type { Range } from '../../state/range.ts';
import { unitTypes, type UnitWeek, weeksOfUnits } from './unit-costs.ts';

type Resource = ResourceList['resources'][number];

/** Pages of 200 that are read for the averages. */
const MOST_PAGES = 10;

interface Units {
  readonly resources: readonly Resource[];
  /** False where there are more than were read; the cheapest are missing then. */
  readonly complete: boolean;
}

async function readUnits(api: Api, from: string, to: string): Promise<Units> {
  const resources: Resource[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await api.get<ResourceList>('/resources', { from, to, sort: 'cost', limit: 200, cursor });
    resources.push(...answer.resources);
    cursor = answer.nextCursor;
    if (cursor === undefined) break;
  }
  return { resources, complete: cursor === undefined };
}

/** Resources of one kind: the average, the most expensive, and both by the week in which each began. */
export function KindsCard({ range: { from, to } }: { readonly range: Range }) {
  const api = useApi();
  const query = useSearch();
  const [path, navigate] = useLocation();
  const read = useQuery({
    queryKey: ['/resources', 'units', { from, to }],
    queryFn: () => readUnits(api, from, to),
    refetchInterval: 60_000,
  }) as Read<Units>;
  const types = read.data ? unitTypes(read.data.resources) : [];
  const asked = new URLSearchParams(query).get('kind');
  const kind = types.find((type) => type === asked) ?? types[0];
  const choose = (next: string) => {
    const search = new URLSearchParams(query);
    search.set('kind', next);
    navigate(`${path}?${search.toString()}`);
  };
  return (
    <Card
      title={kind === undefined ? 'By kind' : `What one ${kind} costs`}
      hint="Costs of the range, by the week in which each began"
      actions={
        types.length > 1 && kind !== undefined ? (
          <Segments
            label="Kind"
            value={kind}
            options={types.slice(0, 6).map((type) => [type, type] as const)}
            onChange={choose}
          />
        ) : null
      }
    >
      <ReadView read={read} what="resources">
        {({ resources, complete }) =>
          kind === undefined ? (
            <Empty title="Nothing was booked on a resource in this range" />
          ) : (
            <>
              {complete ? null : (
                <p className="hint">Of the {formatCount(resources.length)} most expensive of the range.</p>
              )}
              <Kind resources={resources.filter(({ type }) => type === kind)} />
            </>
          )
        }
      </ReadView>
    </Card>
  );
}

function Kind({ resources }: { readonly resources: readonly Resource[] }) {
  const total = sumSpends(resources.map(spendOf));
  const weeks = weeksOfUnits(resources);
  const [dearest] = resources.toSorted((a, b) => byAmountDescending(a.totalUsd, b.totalUsd));
  return (
    <>
      <dl className="figures">
        <Figure
          big
          name="On average"
          value={<Spent usd={averageDecimal(total.usd, resources.length)} unpriced={total.unpriced} />}
          note={`of ${formatCount(resources.length)}`}
        />
        <Direction weeks={weeks} note="by those that began in it" />
        {dearest ? (
          <Figure
            big
            name="The most expensive"
            value={<Spent {...spendOf(dearest)} />}
            note={<UnitLink resource={dearest} />}
          />
        ) : null}
        <Figure big name="Together" value={<Spent {...total} />} />
      </dl>
      <Weeks weeks={weeks} />
    </>
  );
}

function spendOf({ totalUsd, unpricedEvents }: Resource): Spend {
  return { usd: totalUsd, unpriced: unpricedEvents };
}

function UnitLink({ resource: { type, id, name } }: { readonly resource: Resource }) {
  return <RowLink href={resourceHref(type, id)}>{name ?? id}</RowLink>;
}

function Weeks({ weeks }: { readonly weeks: readonly UnitWeek[] }) {
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
          cell: ({ dearest }) => <Spent {...spendOf(dearest)} />,
        },
        {
          name: 'The most expensive',
          minor: true,
          value: ({ dearest }) => dearest.name ?? dearest.id,
          cell: ({ dearest }) => <UnitLink resource={dearest} />,
        },
        {
          name: 'With unpriced entries',
          numeric: true,
          minor: true,
          value: ({ unpriced }) => unpriced,
          cell: ({ unpriced }) => (unpriced === 0 ? '–' : formatCount(unpriced)),
        },
        {
          name: 'Together',
          numeric: true,
          value: ({ totalUsd, unpricedEvents }) => sortableUsd({ usd: totalUsd, unpriced: unpricedEvents }),
          cell: ({ totalUsd, unpricedEvents }) => <Spent usd={totalUsd} unpriced={unpricedEvents} />,
        },
      ]}
    />
  );
}
