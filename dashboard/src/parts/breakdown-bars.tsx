import { byAmountDescending, sumDecimals } from '../format/decimal.ts';
import { formatCount } from '../format/format-money.ts';
import { BarList } from './bar-list.tsx';
import { Money } from './money.tsx';
import { UsedIds } from './used-ids.tsx';

interface BreakdownBarsProps {
  readonly totals: {
    readonly totalUsd: string;
    readonly unpricedEvents: number;
    readonly breakdown: Readonly<Record<'provider' | 'service' | 'model', Readonly<Record<string, string>>>>;
    readonly modelIds: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  readonly dimension: 'provider' | 'service' | 'model';
}

/** How many names have a bar of their own. */
const BARS = 10;

/**
 * The biggest amounts of a total by one dimension, and what they leave out: further names, and entries without a
 * price, whose names totals may not keep.
 */
export function BreakdownBars({ totals, dimension }: BreakdownBarsProps) {
  const { totalUsd, unpricedEvents, breakdown, modelIds } = totals;
  const sorted = Object.entries(breakdown[dimension]).toSorted(([, a], [, b]) => byAmountDescending(a, b));
  const others = sorted.slice(BARS).map(([, usd]) => usd);
  const items = sorted.slice(0, BARS).map(([key, usd]) => ({
    key,
    label: (
      <>
        {key} {dimension === 'model' ? <UsedIds name={key} ids={Object.keys(modelIds[key] ?? {})} /> : null}
      </>
    ),
    usd,
    // Where entries lack a price, a name that cost nothing is one that has none.
    unpriced: usd === '0' ? unpricedEvents : 0,
  }));
  return (
    <>
      <BarList totalUsd={totalUsd} items={items} />
      {others.length === 0 ? null : (
        <p className="hint">
          {formatCount(others.length)} more: <Money usd={sumDecimals(others)} />
        </p>
      )}
      {unpricedEvents === 0 ? null : (
        <p className="hint">
          <span className="unpriced">{formatCount(unpricedEvents)} unpriced</span>{' '}
          {unpricedEvents === 1 ? 'entry is' : 'entries are'} in no bar
        </p>
      )}
    </>
  );
}
