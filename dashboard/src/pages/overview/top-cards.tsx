import { shownUserId } from '../../../../contracts/system-user.ts';
import type { Dashboard } from '../../api/types.ts';
import { colorsOf } from '../../charts/series-colors.ts';
import { sumDecimals } from '../../format/decimal.ts';
import { formatCount } from '../../format/format-money.ts';
import { formatDay, formatMonth, formatTime } from '../../format/format-time.ts';
import { BarList } from '../../parts/bar-list.tsx';
import { Card } from '../../parts/card.tsx';
import { entryHref, resourceHref, userHref } from '../../parts/links.tsx';
import { breakable, Named } from '../../parts/named.tsx';

const TOP = 6;

interface TopProps {
  readonly dashboard: Dashboard;
}

/** What the money of the month went to. */
export function ServicesCard({ dashboard: { serviceBreakdown, budget } }: TopProps) {
  const colors = colorsOf(serviceBreakdown.map(({ key }) => key));
  return (
    <Card title="By service" hint={formatMonth(budget.monthly.periodKey)}>
      <BarList
        totalUsd={sumDecimals(serviceBreakdown.map(({ totalUsd }) => totalUsd))}
        items={serviceBreakdown.slice(0, TOP).map(({ key, totalUsd: usd, unpricedEvents: unpriced }) => ({
          key,
          label: key,
          usd,
          unpriced,
          color: colors.get(key) ?? 'var(--accent)',
          href: '/explore?range=month&by=service',
        }))}
      />
    </Card>
  );
}

/** The days that the top lists are of, in words, and what all of them cost. */
function topDays({ top: { from, to }, trends }: Dashboard) {
  const days = trends.filter(({ period }) => period >= from && period <= to);
  const last = days.at(-1)?.period ?? to;
  return {
    from,
    to: last,
    hint: from === last ? formatDay(last) : `${formatDay(from)} to ${formatDay(last)}`,
    totalUsd: sumDecimals(days.map(({ totalUsd }) => totalUsd)),
  };
}

export function TopUsersCard({ dashboard }: TopProps) {
  const { topUsers } = dashboard;
  const { from, to, hint, totalUsd } = topDays(dashboard);
  return (
    <Card title="Top users" hint={hint}>
      <BarList
        totalUsd={totalUsd}
        items={topUsers.slice(0, TOP).map(({ userId, name, totalUsd: usd, unpricedEvents: unpriced }) => ({
          key: userId,
          label: <Named name={name} id={shownUserId(userId)} />,
          usd,
          unpriced,
          href: `${userHref(userId)}&from=${from}&to=${to}`,
        }))}
      />
    </Card>
  );
}

export function TopResourcesCard({ dashboard }: TopProps) {
  const { topResources } = dashboard;
  const { hint, totalUsd } = topDays(dashboard);
  return (
    <Card title="Top resources" hint={hint}>
      <BarList
        totalUsd={totalUsd}
        items={topResources
          .slice(0, TOP)
          .map(({ type, id, name, totalUsd: usd, unpricedEvents: unpriced }) => ({
            key: `${type}/${id}`,
            label: <Named name={name} id={`${type} ${id}`} />,
            usd,
            unpriced,
            href: resourceHref(type, id),
          }))}
      />
    </Card>
  );
}

/** Which entries were compared. */
function entriesHint({ wholeDays, entriesLookedAt }: Dashboard['top']): string | undefined {
  const newest = `the newest ${formatCount(entriesLookedAt)}`;
  if (wholeDays.length === 0) return entriesLookedAt === 0 ? undefined : `Of ${newest}`;
  const days = `${wholeDays.length} closed ${wholeDays.length === 1 ? 'day' : 'days'}`;
  return entriesLookedAt === 0 ? `Of ${days}` : `Of ${days} and ${newest}`;
}

/** The most expensive single entries of late. */
export function TopEntriesCard({ dashboard: { topEntries, top } }: TopProps) {
  return (
    <Card title="Top entries" hint={entriesHint(top)}>
      <BarList
        totalUsd={undefined}
        items={topEntries
          .slice(0, TOP)
          .map(({ id, day, model, operation, occurredAt, userId, userName, costUsd, status }) => ({
            key: id,
            label: (
              <>
                {operation === null ? model : `${model} · ${operation}`}{' '}
                <span className="hint">
                  {userName === null ? breakable(shownUserId(userId)) : <bdi>{userName}</bdi>},{' '}
                  {formatTime(occurredAt)} UTC
                </span>
              </>
            ),
            usd: costUsd,
            unpriced: status === 'unpriced' ? 1 : 0,
            href: entryHref(id, day),
          }))}
      />
    </Card>
  );
}
