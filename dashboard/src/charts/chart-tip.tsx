import { sumDecimals } from '../format/decimal.ts';
import { formatUsd } from '../format/format-money.ts';
import type { Layer } from './stack-points.ts';

interface ChartTipProps {
  readonly index: number;
  readonly left: number;
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly colors: ReadonlyMap<string, string>;
  readonly before: readonly string[] | undefined;
}

/** What one point of a chart holds. */
export function ChartTip({ index, left, name, layers, colors, before }: ChartTipProps) {
  const parts = layers.filter(({ usd }) => (usd[index] ?? '0') !== '0');
  return (
    <div className="chart-tip" style={{ '--left': `${left}px` } as React.CSSProperties} aria-hidden="true">
      <p className="chart-tip-name">{name}</p>
      {parts.map((layer) => (
        <p key={layer.name} className="chart-tip-row">
          <span className="dot" style={{ background: colors.get(layer.name) }} />
          <span>{layer.name}</span>
          <span className="money">{formatUsd(layer.usd[index] ?? '0')}</span>
        </p>
      ))}
      <p className="chart-tip-row chart-tip-total">
        <span>Total</span>
        <span className="money">{formatUsd(sumDecimals(layers.map(({ usd }) => usd[index] ?? '0')))}</span>
      </p>
      {before ? (
        <p className="chart-tip-row">
          <span>Period before</span>
          <span className="money">{formatUsd(before[index] ?? '0')}</span>
        </p>
      ) : null}
    </div>
  );
}
