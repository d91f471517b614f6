import { useLocation } from 'wouter';
import type { Breakdown, EntryList, ResourceList, Trends, UserList } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { colorsOf } from '../../charts/series-colors.ts';
import { sumDecimals } from '../../format/decimal.ts';
import { formatDay } from '../../format/format-time.ts';
import { BarList } from '../../parts/bar-list.tsx';
import { Card } from '../../parts/card.tsx';
import { resourceHref, userHref, userName } from '../../parts/links.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import type { Range } from '../../state/range.ts';

const TOP = 6;

/** What the money went to. */
export function ServicesCard({ range: { from, to } }: { readonly range: Range }) {
  const [, navigate] = useLocation();
  const read = useRead<Breakdown>('/breakdown/service', { from, to });
  const colors = colorsOf(read.data?.items.map(({ key }) => key) ?? []);
  return (
    <Card title="By service">
      <ReadView read={read} what="spend by service">
        {({ items, totalUsd }) => (
          <BarList
            totalUsd={totalUsd}
            items={items.slice(0, 8).map(({ key, totalUsd: usd }) => ({
              key,
              label: key,
              usd,
              color: colors.get(key) ?? 'var(--accent)',
              onPick: () => navigate('/explore?by=model'),
            }))}
          />
        )}
      </ReadView>
    </Card>
  );
}

export function TopUsersCard({
  range: { from, to },
  totalUsd,
}: {
  readonly range: Range;
  readonly totalUsd: string | undefined;
}) {
  const [, navigate] = useLocation();
  const read = useRead<UserList>('/users', { from, to, sort: 'cost', limit: TOP });
  return (
    <Card title="Top users">
      <ReadView read={read} what="users">
        {({ users }) => (
          <BarList
            totalUsd={totalUsd}
            items={users.map(({ userId, totalUsd: usd }) => ({
              key: userId,
              label: userName(userId),
              usd,
              onPick: () => navigate(userHref(userId)),
            }))}
          />
        )}
      </ReadView>
    </Card>
  );
}

export function TopResourcesCard({
  range: { from, to },
  totalUsd,
}: {
  readonly range: Range;
  readonly totalUsd: string | undefined;
}) {
  const [, navigate] = useLocation();
  const read = useRead<ResourceList>('/resources', { from, to, sort: 'cost', limit: TOP });
  return (
    <Card title="Top resources">
      <ReadView read={read} what="resources">
        {({ resources }) => (
          <BarList
            totalUsd={totalUsd}
            items={resources.map(({ type, id, name, totalUsd: usd }) => ({
              key: `${type}/${id}`,
              label: name ?? `${type} ${id}`,
              usd,
              onPick: () => navigate(resourceHref(type, id)),
            }))}
          />
        )}
      </ReadView>
    </Card>
  );
}

/** The most expensive single entries of the last day that has any. */
export function TopEntriesCard({ trends }: { readonly trends: Trends | undefined }) {
  const [, navigate] = useLocation();
  const day = trends?.points.findLast(({ events }) => events > 0)?.period;
  const read = useRead<EntryList>(
    '/entries',
    { from: day, to: day, sort: 'cost', limit: TOP },
    { enabled: day !== undefined },
  );
  return (
    <Card
      title="Top entries"
      hint={day === undefined ? undefined : `of ${formatDay(day)}, the last day with costs`}
    >
      {trends && day === undefined ? (
        <Empty title="No entries in 30 days" />
      ) : (
        <ReadView read={read} what="entries">
          {({ entries }) => (
            <BarList
              totalUsd={sumDecimals(
                trends?.points.filter(({ period }) => period === day).map(({ totalUsd }) => totalUsd) ?? [],
              )}
              items={entries.map(({ id, day: on, model, operation, costUsd }) => ({
                key: id,
                label: operation === null ? model : `${model} · ${operation}`,
                usd: costUsd,
                onPick: () => navigate(`/explore?from=${on}&to=${on}&entry=${encodeURIComponent(id)}`),
              }))}
            />
          )}
        </ReadView>
      )}
    </Card>
  );
}
