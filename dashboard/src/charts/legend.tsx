import type { ReactNode } from 'react';
import { shareBasisPoints } from '../format/decimal.ts';
import { formatCount, formatShare } from '../format/format-money.ts';
import { isUnpriced } from '../parts/spend.ts';
import { Spent } from '../parts/spent.tsx';
import type { Mark } from './merge-weeks.ts';
import { colorsOf, layerLabel } from './series-colors.ts';
import type { Layer } from './stack-points.ts';

interface LegendProps {
  readonly layers: readonly Layer[];
  readonly totalUsd: string;
  /** What was spent in the period before, and its days, where its line is drawn. */
  readonly before?: { readonly spent: ReactNode; readonly name: string } | undefined;
  /** Entries without a price, which are in no bar. */
  readonly unpriced?: number | undefined;
  readonly marks?: readonly Mark[] | undefined;
}

/** The layers of a chart with their sums, and what else is drawn in it. */
export function Legend({ layers, totalUsd, before, unpriced = 0, marks = [] }: LegendProps) {
  const colors = colorsOf(layers.map(({ name }) => name));
  return (
    <ul className="legend">
      {layers.map(({ name, label, totalUsd: usd, unpriced: own }) => (
        <li key={name}>
          <span className="dot" style={{ background: colors.get(name) }} aria-hidden="true" />
          <span className="legend-name" title={label === undefined ? name : `${label} (${name})`}>
            {layerLabel({ name, label })}
          </span>
          <Spent usd={usd} unpriced={own} />
          <span className="legend-share">
            {isUnpriced({ usd, unpriced: own }) ? '–' : formatShare(shareBasisPoints(usd, totalUsd) ?? 0)}
          </span>
        </li>
      ))}
      {before === undefined ? null : (
        <li>
          <span className="legend-dash" aria-hidden="true" />
          <span className="legend-name">period before, {before.name}</span>
          {before.spent}
        </li>
      )}
      {(['warning', 'accent'] as const).map((tone) =>
        marks.some((mark) => mark.tone === tone) ? (
          <li key={tone}>
            <span className={`legend-mark tone-${tone}`} aria-hidden="true" />
            <span className="legend-name">{tone === 'accent' ? 'new price' : 'out of line'}</span>
          </li>
        ) : null,
      )}
      {unpriced === 0 ? null : (
        <li>
          <span className="unpriced">{formatCount(unpriced)} unpriced</span>
          <span className="legend-name">{unpriced === 1 ? 'entry is' : 'entries are'} in no bar</span>
        </li>
      )}
    </ul>
  );
}
