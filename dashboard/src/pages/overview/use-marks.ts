import { useMemo } from 'react';
import type { Anomalies, Breakdown, Dashboard, PriceList } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import type { Mark } from '../../charts/merge-weeks.ts';
import { formatUsd } from '../../format/format-money.ts';

/** Prices and closed days change seldom, ms. */
export const SELDOM_MS = 5 * 60_000;
/** Things named at one bar. */
const MOST_NAMED = 3;

type Days = Dashboard['trends'];

/** One line for each anomaly of a day. */
function anomalyTexts(anomalies: Anomalies | undefined, day: string): string[] {
  return (anomalies?.items ?? [])
    .filter((item) => item.day === day && item.severity !== 'info')
    .map(
      ({ key, spentUsd, expectedUsd }) =>
        `${key}: ${formatUsd(spentUsd)}, expected ${formatUsd(expectedUsd)}`,
    );
}

/** Models in use whose price began on a day. */
function priceTexts(prices: PriceList | undefined, used: ReadonlySet<string>, day: string): string[] {
  const rows = (prices?.prices ?? []).filter(
    ({ effectiveFrom, models }) =>
      effectiveFrom?.slice(0, 10) === day && models.some((model) => used.has(model)),
  );
  return [...new Set(rows.map(({ sku }) => `new price of ${sku}`))];
}

function shortened(texts: readonly string[]): string {
  const more = texts.length - MOST_NAMED;
  return `${texts.slice(0, MOST_NAMED).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** Days of a chart with anomalies or with prices that began, with what is said of them. */
export function marksOf(
  days: Days,
  anomalies: Anomalies | undefined,
  prices: PriceList | undefined,
  used: ReadonlySet<string>,
): Mark[] {
  return days.flatMap(({ period }, index): Mark[] => {
    const strange = anomalyTexts(anomalies, period);
    const priced = priceTexts(prices, used, period);
    return [
      ...(strange.length > 0 ? [{ index, text: shortened(strange), tone: 'warning' as const }] : []),
      ...(priced.length > 0 ? [{ index, text: shortened(priced), tone: 'accent' as const }] : []),
    ];
  });
}

/** The marks of the overview's thirty days. */
export function useMarks(days: Days, anomalies: Anomalies | undefined): Mark[] {
  const since = days[0]?.period;
  const { data: prices } = useRead<PriceList>(
    '/prices',
    { since, limit: 200 },
    { enabled: since !== undefined, every: SELDOM_MS },
  );
  const { data: models } = useRead<Breakdown>(
    '/breakdown/model',
    { from: since, to: days.at(-1)?.period, limit: 200 },
    { enabled: since !== undefined, every: SELDOM_MS },
  );
  return useMemo(
    () => marksOf(days, anomalies, prices, new Set(models?.items.map(({ key }) => key))),
    [days, anomalies, prices, models],
  );
}
