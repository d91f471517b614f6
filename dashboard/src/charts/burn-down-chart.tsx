import { toPosition } from '../format/decimal.ts';
import { formatUsd } from '../format/format-money.ts';
import { formatDay } from '../format/format-time.ts';
import type { Tone } from '../parts/badge.tsx';
import { Money } from '../parts/money.tsx';
import { Spent } from '../parts/spent.tsx';
import { burnDown, type BurnDownInput, crossingWords } from './burn-down.ts';

interface BurnDownChartProps extends BurnDownInput {
  /** What is limited, for those who do not see the chart. */
  readonly label: string;
  readonly tone: Tone;
  /** Entries of the period without a price, whose cost is in no amount. */
  readonly unpriced: number;
  /** Percent of the limit at which something is told. */
  readonly thresholds?: readonly number[];
  readonly band?: { readonly lowUsd: string; readonly highUsd: string } | undefined;
  readonly isSmall?: boolean;
}

const WIDTH = 600;
const HEIGHT = 200;
const TOP = 10;

/** Spend added up over a period against its limit, with thresholds, where it will end and when it crosses. */
export function BurnDownChart(props: BurnDownChartProps) {
  const {
    label,
    tone,
    unpriced,
    limitUsd,
    projectedUsd,
    band,
    thresholds = [],
    isSmall = false,
    from,
    to,
  } = props;
  const standing = burnDown(props);
  const { spentUsd, length, over } = standing;
  const limit = toPosition(limitUsd);
  const spent = toPosition(spentUsd.at(-1) ?? '0');
  const most = Math.max(limit * 1.08, spent, toPosition(band?.highUsd ?? projectedUsd ?? '0')) || 1;
  const x = (day: number) => (length === 0 ? 0 : ((day / length) * WIDTH).toFixed(1));
  const y = (value: number) => (HEIGHT - (Math.min(value, most) / most) * (HEIGHT - TOP)).toFixed(1);
  const points = spentUsd.map((usd, index) => `${x(Math.min(index + 1, over))},${y(toPosition(usd))}`);
  const now = `${x(over)},${y(spent)}`;
  const words = crossingWords(standing, projectedUsd !== undefined);
  return (
    <figure className={`burn ${isSmall ? 'burn-small' : ''} tone-${tone}`}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: ${formatUsd(spentUsd.at(-1) ?? '0')} of ${formatUsd(limitUsd)}, ${words}`}
      >
        {band ? (
          <path
            className="burn-band"
            d={`M${now} L${WIDTH},${y(toPosition(band.highUsd))} L${WIDTH},${y(toPosition(band.lowUsd))} Z`}
          />
        ) : null}
        {thresholds.map((percent) => (
          <path key={percent} className="burn-threshold" d={`M0,${y((limit * percent) / 100)} H${WIDTH}`} />
        ))}
        <path className="burn-limit" d={`M0,${y(limit)} H${WIDTH}`} />
        <path className="burn-area" d={`M0,${HEIGHT} L${points.join(' L')} V${HEIGHT} Z`} />
        <path className="burn-line" d={`M0,${HEIGHT} L${points.join(' L')}`} />
        {projectedUsd === undefined ? null : (
          <path className="burn-forecast" d={`M${now} L${WIDTH},${y(toPosition(projectedUsd))}`} />
        )}
      </svg>
      <figcaption>
        {isSmall ? null : (
          <span className="burn-axis">
            <span>{formatDay(from)}</span>
            <span>{formatDay(to)}</span>
          </span>
        )}
        <span>
          <Spent usd={spentUsd.at(-1) ?? '0'} unpriced={unpriced} /> of <Money usd={limitUsd} />
          {` · ${words}`}
        </span>
        {isSmall ? null : <BurnKey hasBand={band !== undefined} hasThresholds={thresholds.length > 0} />}
      </figcaption>
    </figure>
  );
}

function BurnKey({ hasBand, hasThresholds }: { readonly hasBand: boolean; readonly hasThresholds: boolean }) {
  return (
    <ul className="key">
      <li>
        <span className="key-line" aria-hidden="true" /> spent
      </li>
      <li>
        <span className="key-line key-line-limit" aria-hidden="true" /> limit
      </li>
      {hasThresholds ? (
        <li>
          <span className="key-line key-line-threshold" aria-hidden="true" /> thresholds
        </li>
      ) : null}
      {hasBand ? (
        <li>
          <span className="key-band" aria-hidden="true" /> where it will end, 8 times in 10
        </li>
      ) : null}
    </ul>
  );
}
