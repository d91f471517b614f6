import { sumDecimals } from '../format/decimal.ts';
import { ExactMoney } from '../parts/money.tsx';
import type { Mark } from './merge-weeks.ts';
import { layerLabel } from './series-colors.ts';
import type { Layer } from './stack-points.ts';

interface ChartTipProps {
  readonly index: number;
  /** Where the point is, and how wide the chart and the point's bar are, px. */
  readonly at: { readonly x: number; readonly width: number; readonly bar: number };
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly colors: ReadonlyMap<string, string>;
  readonly before: readonly string[] | undefined;
  readonly marks: readonly Mark[];
  /** Given where a tap chose the point, so that a second one is needed to go on. */
  readonly onOpen?: (() => void) | undefined;
}

/** A chart that is narrower has no room for the tip beside a bar, px. */
const NARROW = 560;

/** Beside the bar, on the side where there is more room; below the chart where there is none. */
function placeOf({ x, width, bar }: ChartTipProps['at']): { className: string; style: React.CSSProperties } {
  if (width < NARROW) return { className: 'chart-tip-below', style: {} };
  const away = bar / 2 + 10;
  return x < width / 2
    ? { className: '', style: { left: x + away } }
    : { className: '', style: { right: width - x + away } };
}

/** What one point of a chart holds, to the last digit: who asks a bar has no tooltip over an amount. */
export function ChartTip({ index, at, name, layers, colors, before, marks, onOpen }: ChartTipProps) {
  const parts = layers.filter(({ usd }) => (usd[index] ?? '0') !== '0');
  const { className, style } = placeOf(at);
  return (
    <div className={`chart-tip ${className}`} style={style} aria-hidden={onOpen ? undefined : true}>
      <p className="chart-tip-name">{name}</p>
      {marks
        .filter((mark) => mark.index === index)
        .map(({ text, tone }) => (
          <p key={text} className={`chart-tip-mark tone-${tone}`}>
            {text}
          </p>
        ))}
      {parts.map((layer) => (
        <p key={layer.name} className="chart-tip-row">
          <span className="dot" style={{ background: colors.get(layer.name) }} />
          <span>{layerLabel(layer)}</span>
          <ExactMoney usd={layer.usd[index] ?? '0'} />
        </p>
      ))}
      <p className="chart-tip-row chart-tip-total">
        <span>Total</span>
        <ExactMoney usd={sumDecimals(layers.map(({ usd }) => usd[index] ?? '0'))} />
      </p>
      {before?.[index] === undefined ? null : (
        <p className="chart-tip-row">
          <span>Period before</span>
          <ExactMoney usd={before[index]} />
        </p>
      )}
      {onOpen ? (
        <button type="button" className="button button-small" onClick={onOpen}>
          Look into it
        </button>
      ) : null}
    </div>
  );
}
