import type { PicoUsd } from '../money/decimal.ts';
import { escapeHtml } from '../mail/html.ts';
import type { NamedAmount } from '../mail/report-mail-content.ts';

/** Amounts that a mail shows as bars, in the order in which they are given. */
export interface BarChart {
  readonly title: string;
  /** Heading of the names, such as "Day". */
  readonly heading: string;
  readonly bars: readonly NamedAmount[];
}

const BAR_CHARACTERS = 20;
const BAR_COLOUR = '#2f6db3';
const REST_COLOUR = '#eceff3';

/**
 * The chart as HTML of table cells with widths: mail programs show neither scripts nor SVG, and most block images.
 * The figures are beside the bars, so that nothing depends on seeing them. Negative amounts have no bar.
 */
export function htmlBarChart({ title, heading, bars }: BarChart, amountText: (amount: PicoUsd) => string) {
  const most = mostOf(bars);
  const rows = bars.map(
    ({ name, cost }) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td width="55%">${htmlBar(share(cost, most, 100))}</td>` +
      `<td class="figure">${escapeHtml(amountText(cost))}</td></tr>`,
  );
  const head = `<tr><th scope="col">${escapeHtml(heading)}</th><th scope="col">Share of the largest</th><th scope="col" class="figure">Spent</th></tr>`;
  const empty = '<tr><td colspan="3">Nothing in this period.</td></tr>';
  return `<h2>${escapeHtml(title)}</h2>\n<table class="chart">\n<thead>${head}</thead>\n<tbody>\n${rows.join('\n') || empty}\n</tbody>\n</table>`;
}

function htmlBar(percent: number): string {
  return `<table class="bar" role="presentation"><tr>${barCell(percent, BAR_COLOUR)}${barCell(100 - percent, REST_COLOUR)}</tr></table>`;
}

function barCell(width: number, colour: string): string {
  return width > 0 ? `<td width="${width}%" style="background:${colour}"></td>` : '';
}

/** The same as lines of plain text: name, bar, amount. */
export function textBarChart({ title, bars }: BarChart, amountText: (amount: PicoUsd) => string): string {
  const most = mostOf(bars);
  const width = Math.max(0, ...bars.map(({ name }) => name.length));
  const lines = bars.map(({ name, cost }) => {
    const full = share(cost, most, BAR_CHARACTERS);
    return `${name.padEnd(width)}  ${'#'.repeat(full).padEnd(BAR_CHARACTERS)}  ${amountText(cost)}`;
  });
  return [title, ...(lines.length > 0 ? lines : ['Nothing in this period.'])].join('\n');
}

function mostOf(bars: readonly NamedAmount[]): bigint {
  return bars.reduce((most, { cost }) => (cost > most ? cost : most), 0n);
}

/** How many of `parts` a bar fills: what spent anything fills one at least. */
function share(cost: PicoUsd, most: bigint, parts: number): number {
  if (cost <= 0n) return 0;
  return Math.max(1, Number((cost * BigInt(parts)) / most));
}
