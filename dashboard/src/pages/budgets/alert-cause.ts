import type { Alert } from '../../api/types.ts';
import { addDays, dayOf } from '../../state/days.ts';
import { scopeFilter } from './scope-filter.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

type Caused = Pick<Alert, 'scope' | 'period' | 'createdAt'>;

/** The days in which what an alert tells was spent: its day, or from the period's beginning to when it was raised. */
function alertDays({ period, createdAt }: Pick<Alert, 'period' | 'createdAt'>): {
  from: string;
  to: string;
} {
  if (DAY.test(period)) return { from: period, to: period };
  const to = dayOf(Date.parse(createdAt));
  if (/^\d{4}-\d{2}$/.test(period))
    return { from: `${period}-01`, to: to.startsWith(period) ? to : lastOf(period) };
  // A week, or a lifetime of which the last month tells most.
  return { from: addDays(to, /^\d{4}-W\d{2}$/.test(period) ? -6 : -29), to };
}

function lastOf(month: string): string {
  const next = new Date(`${month}-01T00:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1);
  return addDays(dayOf(next.getTime()), -1);
}

/** Explore narrowed to whose alert it is and to its days; a day is shown by its hours. */
export function alertCauseHref(alert: Caused): string {
  const { kind } = alert.scope;
  const { from, to } = alertDays(alert);
  const search = new URLSearchParams({ from, to, ...scopeFilter(alert.scope) });
  search.set('by', NEXT[kind] ?? 'model');
  if (from === to) search.set('interval', 'hour');
  return `/explore?${search.toString()}`;
}

/** What each kind is best divided by, where that is not the model. */
const NEXT: Readonly<Record<string, string>> = { organisation: 'user', model: 'user', group: 'resource' };
