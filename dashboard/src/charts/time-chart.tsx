import './valid-language.ts';
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { sumDecimals } from '../format/decimal.ts';
import { exactUsd } from '../format/format-money.ts';
import { useIsDark } from '../parts/use-theme.ts';
import { ChartTip } from './chart-tip.tsx';
import { fitPoints, type Mark, type Merged } from './merge-weeks.ts';
import { AXIS_WIDTH, type Drawing, plotOptions } from './plot-options.ts';
import { colorsOf } from './series-colors.ts';
import { type Layer, stackHeights } from './stack-points.ts';

export interface TimeChartProps {
  /** Says what the chart shows, for those who do not see it. */
  readonly label: string;
  readonly kind: 'stack' | 'lines';
  /** Keys of the points as the API gives them; days are merged into weeks where they would be too narrow. */
  readonly periods: readonly string[];
  /** Axis labels, one per point. */
  readonly labels: readonly string[];
  /** Long names of the points, for the tip. */
  readonly names: readonly string[];
  readonly layers: readonly Layer[];
  /** Totals of the period before, point by point. */
  readonly before?: readonly string[] | undefined;
  /** What is worth a look, drawn above its bar. */
  readonly marks?: readonly Mark[] | undefined;
  /** A bar was chosen: its first and last point. */
  readonly onPick?: ((first: number, last: number) => void) | undefined;
}

/** No window leaves a chart less, px; a browser that draws a whole page as a picture says so for a moment. */
const LEAST_WIDTH = 160;

/** What chose a point last. */
type Pointer = 'mouse' | 'touch' | 'keys';

const NO_MARKS: readonly Mark[] = [];

/** Width of an element, px, as soon as a chart fits in; 0 before. */
function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (box.clientWidth >= LEAST_WIDTH) setWidth(box.clientWidth);
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

/** A chart over time on a canvas: mouse, touch and arrow keys tell one point; Enter or a click picks it. */
export function TimeChart(props: TimeChartProps) {
  const { label, kind, periods, labels, names, layers, before, marks = NO_MARKS, onPick } = props;
  const element = useRef<HTMLDivElement>(null);
  const width = useWidth(element);
  const drawn = useMemo(
    () => fitPoints({ periods, labels, names, layers, before, marks }, width - AXIS_WIDTH),
    [periods, labels, names, layers, before, marks, width],
  );
  const colors = useMemo(() => colorsOf(layers.map(({ name }) => name)), [layers]);
  const [by, setBy] = useState<Pointer>('mouse');
  const { plot, tip, setTip } = usePlot(width > 0 ? element : undefined, kind, drawn, colors, by !== 'mouse');
  const touched = by === 'touch';
  const length = drawn.labels.length;
  const pick = (index: number) => {
    const span = drawn.spans[index];
    if (span) onPick?.(...span);
  };
  const walk = (step: number) => {
    const made = plot.current;
    if (!made) return;
    setBy('keys');
    const index = Math.min(length - 1, Math.max(0, (tip ?? (step > 0 ? -1 : length)) + step));
    made.setCursor({ left: made.valToPos(index, 'x'), top: 0 });
    setTip(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -length, End: length }[event.key];
    if (step !== undefined) walk(step);
    else if (event.key === 'Enter' && tip !== undefined) pick(tip);
    else if (event.key === 'Escape' && tip !== undefined) setTip(undefined);
    else return;
    event.preventDefault();
  };
  const told = tip !== undefined && tip < length ? tip : undefined;
  const step = (width - AXIS_WIDTH) / Math.max(1, length);
  const isMerged = length < periods.length;
  return (
    <div
      className={`chart-space ${onPick ? 'chart-picks' : ''}`}
      role="group"
      aria-label={`${label}. Arrow keys tell one point at a time${onPick ? ', Enter opens it' : ''}.`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerEnter={({ pointerType }) => setBy(pointerType === 'touch' ? 'touch' : 'mouse')}
      onPointerDown={({ pointerType }) => setBy(pointerType === 'touch' ? 'touch' : 'mouse')}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setTip(undefined);
      }}
    >
      <div
        ref={element}
        className="chart-canvas"
        aria-hidden="true"
        // A tap tells the point; the button of its tip opens it.
        onClick={() => {
          if (!touched && tip !== undefined) pick(tip);
        }}
      />
      {isMerged ? <p className="chart-note">One bar is a week</p> : null}
      {told === undefined ? null : (
        <ChartTip
          index={told}
          at={{ x: AXIS_WIDTH + (told + 0.5) * step, width, bar: step }}
          name={drawn.names[told] ?? ''}
          layers={drawn.layers}
          colors={colors}
          before={drawn.before}
          marks={drawn.marks}
          onOpen={touched && onPick ? () => pick(told) : undefined}
        />
      )}
      <p className="visually-hidden" aria-live="polite">
        {told === undefined ? '' : spoken(drawn, told)}
      </p>
    </div>
  );
}

/** One point in words, its amount to the last digit. */
function spoken({ names, layers, marks }: Merged, index: number): string {
  const total = exactUsd(sumDecimals(layers.map(({ usd }) => usd[index] ?? '0')));
  const said = marks.filter((mark) => mark.index === index).map(({ text }) => text);
  return [`${names[index]}: ${total}`, ...said].join('. ');
}

/** The plot on the element, made anew only when what its options depend on changes. */
function usePlot(
  /** Undefined until it has a width. */
  element: React.RefObject<HTMLDivElement | null> | undefined,
  kind: Drawing['kind'],
  drawn: Merged,
  colors: ReadonlyMap<string, string>,
  /** What a tap or a key chose: a pointer that is not there leaves nothing, whatever the browser says of a mouse. */
  isChosen: boolean,
) {
  const stays = useRef(isChosen);
  useEffect(() => {
    stays.current = isChosen;
  }, [isChosen]);
  const plot = useRef<uPlot>(undefined);
  const [tip, setTip] = useState<number>();
  const dark = useIsDark();
  const { labels, layers, before, marks } = drawn;
  const data = useMemo(() => plotData(kind, labels, layers, before), [kind, labels, layers, before]);
  const shape = JSON.stringify({
    kind,
    labels,
    colors: [...colors.values()],
    hasBefore: before !== undefined,
    marks: marks.map(({ index, tone }) => ({ index, tone })),
    dark,
  });
  const latest = useRef(data);
  useEffect(() => {
    latest.current = data;
    if (plot.current?.series.length === data.length) plot.current.setData(data);
  }, [data]);
  useEffect(() => {
    const box = element?.current;
    if (!box) return;
    const made = new uPlot(
      plotOptions(box, JSON.parse(shape) as Drawing, (index, left) =>
        setTip((shown) => (index !== null && left >= 0 ? index : stays.current ? shown : undefined)),
      ),
      latest.current,
      box,
    );
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
  }, [element, shape]);
  return { plot, tip, setTip };
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
  const behind = before
    ? [labels.map((_, index) => (before[index] === undefined ? null : Number(before[index])))]
    : [];
  return [labels.map((_, index) => index), ...rows.toReversed(), ...behind];
}
