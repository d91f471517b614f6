import { formatDay } from '../../format/format-time.ts';
import { Figure } from '../../parts/figure.tsx';
import { Spent } from '../../parts/spent.tsx';
import { clockNow, dayOf } from '../../state/days.ts';
import { Change } from '../explore/explore-chart.tsx';
import { lastTwoWeeks } from './unit-costs.ts';

interface DirectionProps {
  readonly weeks: readonly {
    readonly week: string;
    readonly averageUsd: string;
    readonly unpricedEvents: number;
  }[];
  /** What the average of a week is of. */
  readonly note: string;
}

/** Whether the average rises: the last whole week against the one before it. */
export function Direction({ weeks, note }: DirectionProps) {
  const two = lastTwoWeeks(weeks, dayOf(clockNow()));
  if (two === undefined) return null;
  const [last, before] = two;
  return (
    <Figure
      big
      name="In the last whole week"
      value={<Spent usd={last.averageUsd} unpriced={last.unpricedEvents} />}
      note={
        <>
          <Change now={last.averageUsd} before={before.averageUsd} /> against the week before; of{' '}
          {formatDay(last.week)}, {note}
        </>
      }
    />
  );
}
