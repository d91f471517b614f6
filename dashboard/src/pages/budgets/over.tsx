import { Link } from 'wouter';
import type { AlertList } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { formatCount } from '../../format/format-money.ts';
import { Badge } from '../../parts/badge.tsx';
import { parseDecimal } from '../../format/decimal.ts';

/** How many values of a budget that counts each by itself are over their limit, and where to see who. */
export function Over({ budgetId }: { readonly budgetId: string }) {
  const read = useRead<AlertList>('/alerts', { limit: 200, budgetId });
  if (!read.data) return <span className="hint">one for each</span>;
  const over = read.data.alerts.filter(
    ({ resolvedAt, basis, reachedUsd, limitUsd }) =>
      resolvedAt === null && basis === 'actual' && parseDecimal(reachedUsd) >= parseDecimal(limitUsd),
  );
  const values = new Set(over.map(({ scope, period }) => JSON.stringify([scope.type, scope.id, period])));
  if (values.size === 0) return <span className="hint">one for each, none over</span>;
  const least = read.data.nextCursor === undefined ? '' : 'at least ';
  return (
    <span>
      <Badge tone="emergency">{`${least}${formatCount(values.size)} over`}</Badge>{' '}
      <Link
        href={`/budgets?tab=alerts&${new URLSearchParams({ budget: budgetId, status: 'open' }).toString()}`}
      >
        see who
      </Link>
    </span>
  );
}
