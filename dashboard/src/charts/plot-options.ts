import './valid-language.ts';
import uPlot from 'uplot';
import { formatUsdTicks } from '../format/format-money.ts';
import type { Mark } from './merge-weeks.ts';
import { resolveColor } from './series-colors.ts';

/** What is drawn: each row of heights becomes a series. */
export interface Drawing {
  readonly kind: 'stack' | 'lines';
  readonly labels: readonly string[];
  /** Colours of the rows, from the bottom of a stack upwards. */
  readonly colors: readonly string[];
  /** A dashed line behind everything: the period before. */
  readonly hasBefore: boolean;
  /** Points with something to say, drawn as a triangle above their bar. */
  readonly marks: readonly Pick<Mark, 'index' | 'tone'>[];
}

const bars = uPlot.paths.bars?.({ size: [0.74, 44], radius: [0.08, 0] });
// Straight: between two days nothing is known.
const lines = uPlot.paths.linear?.();
const steps = uPlot.paths.stepped?.({ align: 1 });

/** With more points, bars would be hairlines that take long to draw: the stack becomes one shape of steps. */
const MOST_BARS = 120;

/** Space that a label of the x axis takes, px. */
const LABEL_WIDTH = 72;
/** Space that the y axis takes, px. */
export const AXIS_WIDTH = 58;
/** A bar that is narrower, px, would be hidden by the gap around it. */
const NARROW_BAR = 9;
const MARK_PX = 5;

/** Options of a plot; colours are read off the element, where the theme is known. */
export function plotOptions(
  element: HTMLElement,
  { kind, labels, colors, hasBefore, marks }: Drawing,
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
      y: { range: (_, __, max) => [0, max > 0 ? max * (marks.length > 0 ? 1.12 : 1.06) : 1] },
    },
    axes: [
      {
        ...axis,
        // An hour has its day below it.
        size: labels[0]?.includes('\n') ? 46 : 28,
        grid: { show: false },
        splits: (plot) => ticksOf(labels.length, plot.width),
        values: (_, ticks) => ticks.map((tick) => labels[tick] ?? ''),
      },
      {
        ...axis,
        size: AXIS_WIDTH,
        gap: 8,
        space: 44,
        grid: { stroke: color('line'), width: 1 },
        values: (_, ticks) => formatUsdTicks(ticks),
      },
    ],
    series: [
      {},
      ...colors
        .map((name) =>
          seriesOf(
            kind,
            labels.length,
            resolveColor(name, element),
            (element.clientWidth - AXIS_WIDTH) / labels.length < NARROW_BAR ? undefined : color('surface'),
          ),
        )
        .reverse(),
      ...(hasBefore
        ? [{ stroke: color('ink-soft'), width: 2, dash: [5, 5], paths: lines, points: { show: false } }]
        : []),
    ] as uPlot.Series[],
    hooks: {
      setCursor: [({ cursor }) => onCursor(cursor.idx ?? null, cursor.left ?? -1)],
      draw: [(plot) => drawMarks(plot, marks, color)],
    },
  };
}

const MARK_COLORS = { warning: 'warning-fill', accent: 'accent' } as const;

/** A triangle above the top of each marked bar. */
function drawMarks(plot: uPlot, marks: Drawing['marks'], color: (name: string) => string): void {
  const size = MARK_PX * uPlot.pxRatio;
  for (const { index, tone } of marks) {
    const x = plot.valToPos(index, 'x', true);
    const top = Math.max(...plot.data.slice(1).map((row) => row[index] ?? 0));
    const y = Math.max(plot.bbox.top + size, plot.valToPos(top, 'y', true) - size);
    plot.ctx.beginPath();
    plot.ctx.moveTo(x, y);
    plot.ctx.lineTo(x - size, y - 1.6 * size);
    plot.ctx.lineTo(x + size, y - 1.6 * size);
    plot.ctx.closePath();
    plot.ctx.fillStyle = color(MARK_COLORS[tone]);
    plot.ctx.fill();
  }
}

function seriesOf(kind: Drawing['kind'], count: number, color: string, gap: string | undefined) {
  if (kind === 'stack' && count > MOST_BARS)
    return { fill: color, width: 0, paths: steps, points: { show: false } };
  return kind === 'stack'
    ? {
        fill: color,
        ...(gap === undefined ? { width: 0 } : { stroke: gap, width: 1 }),
        paths: bars,
        points: { show: false },
      }
    : { stroke: color, width: 2.5, paths: lines, points: { show: false } };
}

/** Every nth label, so that none touches the next. */
function ticksOf(length: number, width: number): number[] {
  const step = Math.max(1, Math.ceil(length / Math.max(2, Math.floor(width / LABEL_WIDTH))));
  return Array.from({ length: Math.ceil(length / step) }, (_, tick) => tick * step);
}
