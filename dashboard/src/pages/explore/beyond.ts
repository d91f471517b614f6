import { formatCount } from '../../format/format-money.ts';

/** How what is in no row is called; the chart's legend has others of its own, of names without a colour. */
export function beyond(rows: number): string {
  return `Beyond these ${formatCount(rows)} rows`;
}
