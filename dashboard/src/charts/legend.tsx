import { ratioBasisPoints } from '../format/decimal.ts';
import { formatShare } from '../format/format-money.ts';
import { Money } from '../parts/money.tsx';
import { colorsOf } from './series-colors.ts';
import type { Layer } from './stack-points.ts';

/** The layers of a chart with their sums. */
export function Legend({
  layers,
  totalUsd,
}: {
  readonly layers: readonly Layer[];
  readonly totalUsd: string;
}) {
  const colors = colorsOf(layers.map(({ name }) => name));
  return (
    <ul className="legend">
      {layers.map(({ name, totalUsd: usd }) => (
        <li key={name}>
          <span className="dot" style={{ background: colors.get(name) }} aria-hidden="true" />
          <span className="legend-name">{name}</span>
          <Money usd={usd} />
          <span className="legend-share">{formatShare(ratioBasisPoints(usd, totalUsd) ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}
