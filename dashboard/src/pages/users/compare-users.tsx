import { useQueries } from '@tanstack/react-query';
import { shownUserId } from '../../../../contracts/system-user.ts';
import type { Trends } from '../../api/types.ts';
import { Legend } from '../../charts/legend.tsx';
import { LazyTimeChart } from '../../charts/lazy-time-chart.tsx';
import { countUnpriced } from '../../charts/stack-points.ts';
import { sumDecimals } from '../../format/decimal.ts';
import { formatDay, formatLongDay } from '../../format/format-time.ts';
import { Card } from '../../parts/card.tsx';
import { useApi } from '../../parts/context.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import type { Range } from '../../state/range.ts';

interface CompareUsersProps {
  readonly users: readonly string[];
  readonly range: Range;
  readonly onClear: () => void;
}

/** A line for each of a few users. */
export function CompareUsers({ users, range: { from, to }, onClear }: CompareUsersProps) {
  const api = useApi();
  const reads = useQueries({
    queries: users.map((user) => ({
      queryKey: ['/trends', { from, to, user }],
      queryFn: () => api.get<Trends>('/trends', { from, to, interval: 'day', user }),
    })),
  });
  const points = reads.find(({ data }) => data)?.data?.points;
  const layers = users.flatMap((user, index) => {
    const data = reads[index]?.data;
    if (data?.neverUsed) return [];
    if (!data) return [];
    const usd = data.points.map(({ totalUsd }) => totalUsd);
    const unpriced = countUnpriced(data.points, undefined);
    return [{ name: shownUserId(user), totalUsd: sumDecimals(usd), usd, unpriced }];
  });
  const unpriced = layers.reduce((sum, layer) => sum + (layer.unpriced ?? 0), 0);
  const unknown = users.filter((_, index) => reads[index]?.data?.neverUsed);
  return (
    <Card
      title="Compared"
      actions={
        <button type="button" className="button button-small" onClick={onClear}>
          Clear
        </button>
      }
    >
      {unknown.map((user) => (
        <p key={user} className="field-error" role="alert">
          No usage of the user “{user}” is in the ledger: check the id.
        </p>
      ))}
      {layers.length === 0 && unknown.length > 0 ? null : points ? (
        <>
          <LazyTimeChart
            label={`Spend by day of ${users.map(shownUserId).join(', ')}`}
            kind="lines"
            periods={points.map(({ period }) => period)}
            labels={points.map(({ period }) => formatDay(period))}
            names={points.map(({ period }) => formatLongDay(period))}
            layers={layers}
          />
          <Legend
            layers={layers}
            totalUsd={sumDecimals(layers.map(({ totalUsd }) => totalUsd))}
            unpriced={unpriced}
          />
        </>
      ) : (
        <Skeleton height="l" />
      )}
    </Card>
  );
}
