import type { CostResult } from './cost-page.ts';

/**
 * The measured figures that `costkeeper cost-sheet` reckons with (`cli/commands/cost-figures.json`), off the same run
 * as docs/cost.md: write units an event by events a message and freshness in seconds, those of the naive design, and
 * dollars a month of a stage to which nothing is sent, by list price and as billed beyond AWS's free allowances.
 */
export function costFigures({ units, sizes, idle }: CostResult): object {
  const byMessage = Map.groupBy(units, ({ perMessage }) => perMessage);
  return {
    writeUnits: Object.fromEntries(
      [...byMessage].map(([perMessage, own]) => [
        perMessage,
        Object.fromEntries(own.map(({ freshness, writeUnits }) => [freshness, String(writeUnits)])),
      ]),
    ),
    naiveWriteUnits: String(sizes[0]?.naive.writeUnitsPerEvent),
    idleUsd: idle.listUsd.toFixed(2),
    idleBilledUsd: idle.usd.toFixed(2),
  };
}
