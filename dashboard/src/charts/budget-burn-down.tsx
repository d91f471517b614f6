import type { Period } from '../../../contracts/budget-vocabulary.ts';
import type { Trends } from '../api/types.ts';
import { useRead } from '../api/use-read.ts';
import { toneOf } from '../parts/badge.tsx';
import { addDays, clockNow, dayOf } from '../state/days.ts';
import { BurnDownChart } from './burn-down-chart.tsx';

/** What a budget's state tells of its period. */
interface Standing {
  readonly name: string;
  readonly period: Period;
  readonly limitUsd: string;
  readonly severity: string;
  readonly unpricedEvents: number;
  readonly projectedUsd?: string | undefined;
}

interface BudgetBurnDownProps {
  readonly budget: Standing;
  readonly thresholds?: readonly number[];
  /** Whose days: the filter of `/trends`. */
  readonly filter: Readonly<Record<string, string>>;
  readonly isSmall?: boolean;
}

/** First and last day of the period that is open on a day; undefined for a day itself and for a lifetime. */
export function openPeriod(period: Period, today: string): { from: string; to: string } | undefined {
  switch (period) {
    case 'weekly': {
      const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
      return { from: addDays(today, -weekday), to: addDays(today, 6 - weekday) };
    }
    case 'monthly': {
      const next = new Date(`${today.slice(0, 7)}-01T00:00:00Z`);
      next.setUTCMonth(next.getUTCMonth() + 1);
      return { from: `${today.slice(0, 7)}-01`, to: addDays(dayOf(next.getTime()), -1) };
    }
    case 'daily':
    case 'lifetime':
      return undefined;
  }
}

/** How often a small chart is read again, ms: its amount stands beside it. */
const EVERY = 5 * 60_000;

/** The burn-down of one budget of one scope; nothing for periods that have no days to show. */
export function BudgetBurnDown({ budget, thresholds, filter, isSmall = true }: BudgetBurnDownProps) {
  const today = dayOf(clockNow());
  const days = openPeriod(budget.period, today);
  const read = useRead<Trends>(
    '/trends',
    { from: days?.from, to: today, interval: 'day', ...filter },
    { enabled: days !== undefined, every: EVERY },
  );
  if (!days || !read.data) return null;
  return (
    <BurnDownChart
      label={budget.name}
      tone={toneOf(budget.severity)}
      unpriced={budget.unpricedEvents}
      days={read.data.points.map(({ period, totalUsd }) => ({ day: period, usd: totalUsd }))}
      {...days}
      today={today}
      now={clockNow()}
      limitUsd={budget.limitUsd}
      projectedUsd={budget.projectedUsd}
      isSmall={isSmall}
      {...(thresholds ? { thresholds } : {})}
    />
  );
}
