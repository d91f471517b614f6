import { usedBasisPoints } from '../format/decimal.ts';
import { formatUsed } from '../format/format-money.ts';
import { Money } from '../parts/money.tsx';
import { Spent } from '../parts/spent.tsx';
import type { Tone } from '../parts/badge.tsx';

interface GaugeProps {
  readonly spentUsd: string;
  readonly heldUsd?: string;
  /** Entries without a price, whose cost is missing in what was spent. */
  readonly unpriced: number;
  readonly limitUsd: string;
  readonly tone: Tone;
  /** Where the period will end, most likely and between. */
  readonly projection?: { readonly lowUsd: string; readonly highUsd: string } | undefined;
  readonly caption: string;
  readonly isSmall?: boolean;
}

const RADIUS = 84;
const LENGTH = Math.PI * RADIUS;
const ARC = `M16,100 A${RADIUS},${RADIUS} 0 0 1 184,100`;
/** The arc ends at least here, in hundredths of a percent of the limit: room for what is beyond it. */
const SHORTEST = 12_500;
/** And at most here: the limit must stay to be seen. */
const LONGEST = 25_000;

/** Where the arc ends, so that the projection is on it. */
function endOf(limitUsd: string, highUsd: string | undefined): number {
  const high = highUsd === undefined ? 0 : usedBasisPoints(highUsd, limitUsd);
  return Math.min(LONGEST, Math.max(SHORTEST, high * 1.08));
}

function Part({
  from,
  to,
  className,
}: {
  readonly from: number;
  readonly to: number;
  readonly className: string;
}) {
  const length = Math.max(0, to - from) * LENGTH;
  return (
    <path
      d={ARC}
      className={className}
      strokeDasharray={`${length} ${LENGTH * 2}`}
      strokeDashoffset={-from * LENGTH}
    />
  );
}

/** Spend against a limit as a half circle, with what is held and the band in which the period will end. */
export function Gauge({
  spentUsd,
  heldUsd = '0',
  unpriced,
  limitUsd,
  tone,
  projection,
  caption,
  isSmall = false,
}: GaugeProps) {
  const end = endOf(limitUsd, projection?.highUsd);
  const along = (usd: string) => Math.min(end, Math.max(0, usedBasisPoints(usd, limitUsd))) / end;
  const share = usedBasisPoints(spentUsd, limitUsd);
  const spent = along(spentUsd);
  const held = Math.min(1, spent + along(heldUsd));
  const limitAngle = Math.PI * (1 - 10_000 / end);
  const tick = (radius: number) =>
    `${100 + radius * Math.cos(limitAngle)},${100 - radius * Math.sin(limitAngle)}`;
  return (
    <figure className={`gauge ${isSmall ? 'gauge-small' : ''} tone-${tone}`}>
      <svg viewBox="0 0 200 112" aria-hidden="true">
        <Part from={0} to={1} className="gauge-track" />
        {projection ? (
          <Part
            from={along(projection.lowUsd)}
            to={Math.max(along(projection.highUsd), along(projection.lowUsd) + 0.012)}
            className="gauge-band"
          />
        ) : null}
        <Part from={spent} to={held} className="gauge-held" />
        <Part from={0} to={spent} className="gauge-spent" />
        <path d={`M${tick(72)} L${tick(96)}`} className="gauge-limit" />
      </svg>
      <figcaption>
        <span className="gauge-share">{formatUsed(share)}</span>
        <span className="gauge-text">
          <Spent usd={spentUsd} unpriced={unpriced} /> of <Money usd={limitUsd} />
        </span>
        <span className="hint">{caption}</span>
        <GaugeKey heldUsd={heldUsd} hasBand={projection !== undefined} />
      </figcaption>
    </figure>
  );
}

/** What the parts of the arc are; only those that are there. */
function GaugeKey({ heldUsd, hasBand }: { readonly heldUsd: string; readonly hasBand: boolean }) {
  return (
    <ul className="key">
      <li>
        <span className="key-limit" aria-hidden="true" /> limit
      </li>
      {heldUsd === '0' ? null : (
        <li>
          <span className="key-held" aria-hidden="true" /> <Money usd={heldUsd} /> held for running calls
        </li>
      )}
      {hasBand ? (
        <li>
          <span className="key-band" aria-hidden="true" /> where the month will end, 8 times in 10
        </li>
      ) : null}
    </ul>
  );
}
