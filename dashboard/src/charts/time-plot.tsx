import './valid-language.ts';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { sumDecimals } from '../format/decimal.ts';
import { formatUsd } from '../format/format-money.ts';
import { useIsDark } from '../parts/use-theme.ts';
import { ChartTip } from './chart-tip.tsx';
import { type Drawing, plotOptions } from './plot-options.ts';
import { colorsOf } from './series-colors.ts';
import { type Layer, stackHeights } from './stack-points.ts';

export interface TimeChartProps {
  /** Says what the chart shows, for those who do not see it. */
  readonly label: string;
  readonly kind: 'stack' | 'lines';
  /** Axis labels, one per point. */
  readonly labels: readonly string[];
  /** Long names of the points, for the tip. */
  readonly names: readonly string[];
  readonly layers: readonly Layer[];
  /** Totals of the period before, point by point. */
  readonly before?: readonly string[] | undefined;
  readonly onPick?: ((index: number) => void) | undefined;
}

/** A chart over time on a canvas: mouse, touch and arrow keys tell one point; Enter or a click picks it. */
export function TimePlot(props: TimeChartProps) {
  const { label, kind, labels, names, layers, before, onPick } = props;
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const [tip, setTip] = useState<{ index: number; left: number }>();
  const dark = useIsDark();
  const colors = useMemo(() => colorsOf(layers.map(({ name }) => name)), [layers]);
  const data = useMemo(() => plotData(kind, labels, layers, before), [kind, labels, layers, before]);
  // All that the options depend on: a plot is made anew only when this changes.
  const shape = JSON.stringify({
    kind,
    labels,
    colors: [...colors.values()],
    hasBefore: before !== undefined,
    dark,
  });
  const latest = useRef(data);
  useEffect(() => {
    latest.current = data;
    if (plot.current?.series.length === data.length) plot.current.setData(data);
  }, [data]);
  useEffect(() => {
    const box = element.current;
    if (!box) return;
    const move = (index: number | null, left: number) =>
      setTip((old) =>
        index === null || left < 0 ? undefined : old?.index === index ? old : { index, left },
      );
    const made = new uPlot(plotOptions(box, JSON.parse(shape) as Drawing, move), latest.current, box);
    plot.current = made;
    const observer = new ResizeObserver(() =>
      made.setSize({ width: box.clientWidth, height: box.clientHeight }),
    );
    observer.observe(box);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape]);
  const walk = (step: number) => {
    const made = plot.current;
    if (!made) return;
    const index = Math.min(
      labels.length - 1,
      Math.max(0, (tip?.index ?? (step > 0 ? -1 : labels.length)) + step),
    );
    made.setCursor({ left: made.valToPos(index, 'x'), top: 0 });
    setTip({ index, left: made.valToPos(index, 'x') });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -labels.length, End: labels.length }[event.key];
    if (step !== undefined) walk(step);
    else if (event.key === 'Enter' && tip) onPick?.(tip.index);
    else return;
    event.preventDefault();
  };
  const told = tip && tip.index < labels.length ? tip : undefined;
  return (
    <div
      className={`chart-space ${onPick ? 'chart-picks' : ''}`}
      role="group"
      aria-label={`${label}. Arrow keys tell one point at a time${onPick ? ', Enter opens it' : ''}.`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => setTip(undefined)}
      onClick={() => tip && onPick?.(tip.index)}
    >
      <div ref={element} className="chart-canvas" aria-hidden="true" />
      {told ? (
        <ChartTip {...told} name={names[told.index] ?? ''} layers={layers} colors={colors} before={before} />
      ) : null}
      <p className="visually-hidden" aria-live="polite">
        {told
          ? `${names[told.index]}: ${formatUsd(sumDecimals(layers.map(({ usd }) => usd[told.index] ?? '0')))}`
          : ''}
      </p>
    </div>
  );
}

/** Rows for uPlot: the top of a stack first, so that lower layers are drawn over it. */
function plotData(
  kind: Drawing['kind'],
  labels: readonly string[],
  layers: readonly Layer[],
  before: readonly string[] | undefined,
): uPlot.AlignedData {
  const rows =
    kind === 'stack' ? stackHeights(layers, labels.length) : layers.map(({ usd }) => usd.map(Number));
  const behind = before ? [labels.map((_, index) => Number(before[index] ?? 0))] : [];
  return [labels.map((_, index) => index), ...rows.toReversed(), ...behind];
}
