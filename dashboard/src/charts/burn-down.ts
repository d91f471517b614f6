import { writeDecimal } from '../../../contracts/decimal.ts';
import { parseDecimal, toPosition } from '../format/decimal.ts';
import { formatDay } from '../format/format-time.ts';
import { addDays, daysBetween, shareOfDay } from '../state/days.ts';

/** A period against its limit, day by day. */
export interface BurnDownInput {
  /** What each day of the period so far cost. */
  readonly days: readonly { readonly day: string; readonly usd: string }[];
  /** First and last day of the period. */
  readonly from: string;
  readonly to: string;
  readonly today: string;
  /** Now, ms: what is left of today may still be spent. */
  readonly now: number;
  readonly limitUsd: string;
  /** Where the period will end, most likely; undefined where nobody can say. */
  readonly projectedUsd?: string | undefined;
}

export interface BurnDown {
  /** What was spent up to and with each day from the first to today, exact. */
  readonly spentUsd: readonly string[];
  /** Days of the period. */
  readonly length: number;
  /** Days of it that are over, today's part among them. */
  readonly over: number;
  /** Days after today. */
  readonly daysLeft: number;
  /** The day on which the limit was reached or will be; undefined: it will not be. */
  readonly crossing: { readonly day: string; readonly isForecast: boolean } | undefined;
}

/** Sums up a period and finds the day of crossing: exactly where it has passed, on a straight line where it has not. */
export function burnDown(input: BurnDownInput): BurnDown {
  const { days, from, to, today, now, limitUsd, projectedUsd } = input;
  const last = today < to ? today : to;
  const byDay = new Map(days.map(({ day, usd }) => [day, usd]));
  const limit = parseDecimal(limitUsd);
  let sum = 0n;
  let crossed: string | undefined;
  const spentUsd = Array.from({ length: Math.max(0, daysBetween(from, last)) }, (_, index) => {
    const day = addDays(from, index);
    sum += parseDecimal(byDay.get(day) ?? '0');
    if (crossed === undefined && sum > 0n && sum >= limit) crossed = day;
    return writeDecimal(sum);
  });
  const daysLeft = Math.max(0, daysBetween(last, to) - 1);
  const leftOfLast = today > to ? 0 : 1 - shareOfDay(today, now);
  const crossing =
    crossed === undefined
      ? forecastCrossing(spentUsd.at(-1) ?? '0', { last, leftOfLast, daysLeft, limitUsd, projectedUsd })
      : { day: crossed, isForecast: false };
  const over = Math.max(0, spentUsd.length - leftOfLast);
  return { spentUsd, length: daysBetween(from, to), over, daysLeft, crossing };
}

interface Rest {
  readonly last: string;
  /** Share of the last day that is still to come. */
  readonly leftOfLast: number;
  readonly daysLeft: number;
  readonly limitUsd: string;
  readonly projectedUsd: string | undefined;
}

function forecastCrossing(
  spentUsd: string,
  { last, leftOfLast, daysLeft, limitUsd, projectedUsd }: Rest,
): BurnDown['crossing'] {
  if (projectedUsd === undefined) return undefined;
  const [spent, limit, end] = [spentUsd, limitUsd, projectedUsd].map(toPosition) as [number, number, number];
  if (end < limit || end <= spent) return undefined;
  const share = (limit - spent) / (end - spent);
  const ahead = Math.ceil(share * (leftOfLast + daysLeft) - leftOfLast);
  return { day: addDays(last, Math.max(0, ahead)), isForecast: true };
}

/** When the limit is crossed and how long the period lasts, in words; that it will not be only where the end `isKnown`. */
export function crossingWords({ crossing, daysLeft }: BurnDown, isKnown: boolean): string {
  const left =
    daysLeft === 0 ? 'today is the last day' : `${daysLeft} ${daysLeft === 1 ? 'day' : 'days'} left`;
  if (!crossing) return isKnown ? `stays below, ${left}` : left;
  return crossing.isForecast
    ? `will cross on ${formatDay(crossing.day)}, ${left}`
    : `over since ${formatDay(crossing.day)}, ${left}`;
}
