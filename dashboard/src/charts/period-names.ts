import { isMonth } from '../../../contracts/dates.ts';
import { formatDay, formatLongDay, formatMonth, formatShortMonth } from '../format/format-time.ts';

/** The label of an hour, a day, a week or a month on an axis; an hour names its day below it. */
export function periodLabel(period: string): string {
  if (period.includes('T')) return `${period.slice(11, 13)}:00\n${formatDay(period)}`;
  if (period.includes('W')) return period.slice(5);
  return isMonth(period) ? formatShortMonth(period) : formatDay(period);
}

/** An hour, a day, a week or a month in words. */
export function periodTitle(period: string): string {
  if (period.includes('T')) return `${formatLongDay(period)}, ${period.slice(11, 13)}:00`;
  if (period.includes('W')) return `Week ${period.slice(6)} of ${period.slice(0, 4)}`;
  return isMonth(period) ? formatMonth(period) : formatLongDay(period);
}
