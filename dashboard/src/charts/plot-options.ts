import './valid-language.ts';
import uPlot from 'uplot';
import { formatUsdShort } from '../format/format-money.ts';
import { resolveColor } from './series-colors.ts';

/** What is drawn: each row of heights becomes a series. */
export interface Drawing {
  readonly kind: 'stack' | 'lines';
  readonly labels: readonly string[];
  /** Colours of the rows, from the bottom of a stack upwards. */
  readonly colors: readonly string[];
  /** A dashed line behind everything: the period before. */
  readonly hasBefore: boolean;
}

const bars = uPlot.paths.bars?.({ size: [0.74, 44], radius: [0.08, 0] });
const lines = uPlot.paths.spline?.();
const steps = uPlot.paths.stepped?.({ align: 1 });

/** With more points, bars would be hairlines that take long to draw: the stack becomes one shape of steps. */
const MOST_BARS = 120;

/** Space that a label of the x axis takes, px. */
const LABEL_WIDTH = 72;

/** Options of a plot; colours are read off the element, where the theme is known. */
export function plotOptions(
  element: HTMLElement,
  { kind, labels, colors, hasBefore }: Drawing,
  onCursor: (index: number | null, left: number) => void,
): uPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string) => resolveColor(`var(--${name})`, element);
  const font = `${Math.round(Number.parseFloat(style.fontSize) * 0.8)}px ${style.fontFamily}`;
  const axis = { stroke: color('ink-soft'), font, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: { y: false, points: { show: kind === 'lines' }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: [-0.5, labels.length - 0.5] },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.06 : 1] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        grid: { show: false },
        splits: (plot) => ticksOf(labels.length, plot.width),
        values: (_, ticks) => ticks.map((tick) => labels[tick] ?? ''),
      },
      {
        ...axis,
        size: 58,
        gap: 8,
        space: 44,
        grid: { stroke: color('line'), width: 1 },
        values: (_, ticks) => ticks.map(formatUsdShort),
      },
    ],
    series: [
      {},
      ...colors
        .map((name) => seriesOf(kind, labels.length, resolveColor(name, element), color('surface')))
        .reverse(),
      ...(hasBefore
        ? [{ stroke: color('ink-soft'), width: 2, dash: [5, 5], paths: lines, points: { show: false } }]
        : []),
    ] as uPlot.Series[],
    hooks: { setCursor: [({ cursor }) => onCursor(cursor.idx ?? null, cursor.left ?? -1)] },
  };
}

function seriesOf(kind: Drawing['kind'], count: number, color: string, gap: string) {
  if (kind === 'stack' && count > MOST_BARS)
    return { fill: color, width: 0, paths: steps, points: { show: false } };
  return kind === 'stack'
    ? { fill: color, stroke: gap, width: 1, paths: bars, points: { show: false } }
    : { stroke: color, width: 2.5, paths: lines, points: { show: false } };
}

/** Every nth label, so that none touches the next. */
function ticksOf(length: number, width: number): number[] {
  const step = Math.max(1, Math.ceil(length / Math.max(2, Math.floor(width / LABEL_WIDTH))));
  return Array.from({ length: Math.ceil(length / step) }, (_, tick) => tick * step);
}
