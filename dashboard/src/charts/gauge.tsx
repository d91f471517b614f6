import { ratioBasisPoints } from '../format/decimal.ts';
import { formatShare } from '../format/format-money.ts';
import { Money } from '../parts/money.tsx';
import type { Tone } from '../parts/badge.tsx';

interface GaugeProps {
  readonly spentUsd: string;
  readonly heldUsd?: string;
  readonly limitUsd: string;
  readonly tone: Tone;
  /** Where the period will end, most likely and between. */
  readonly projection?: { readonly lowUsd: string; readonly highUsd: string } | undefined;
  readonly caption: string;
}

const RADIUS = 84;
const LENGTH = Math.PI * RADIUS;
const ARC = `M16,100 A${RADIUS},${RADIUS} 0 0 1 184,100`;
/** The arc ends here: room for what lies beyond the limit. */
const FULL = 12_500;

/** Share of the arc of an amount, 0 to 1. */
function along(usd: string, limitUsd: string): number {
  return Math.min(FULL, Math.max(0, ratioBasisPoints(usd, limitUsd) ?? 0)) / FULL;
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
export function Gauge({ spentUsd, heldUsd = '0', limitUsd, tone, projection, caption }: GaugeProps) {
  const spent = along(spentUsd, limitUsd);
  const held = Math.min(1, spent + along(heldUsd, limitUsd));
  const share = ratioBasisPoints(spentUsd, limitUsd) ?? 0;
  const limitAngle = Math.PI * (1 - 10_000 / FULL);
  const tick = (radius: number) =>
    `${100 + radius * Math.cos(limitAngle)},${100 - radius * Math.sin(limitAngle)}`;
  return (
    <figure className={`gauge gauge-${tone}`}>
      <svg viewBox="0 0 200 112" aria-hidden="true">
        <Part from={0} to={1} className="gauge-track" />
        {projection ? (
          <Part
            from={along(projection.lowUsd, limitUsd)}
            to={Math.max(along(projection.highUsd, limitUsd), along(projection.lowUsd, limitUsd) + 0.012)}
            className="gauge-band"
          />
        ) : null}
        <Part from={spent} to={held} className="gauge-held" />
        <Part from={0} to={spent} className="gauge-spent" />
        <path d={`M${tick(72)} L${tick(96)}`} className="gauge-limit" />
      </svg>
      <figcaption>
        <span className="gauge-share">{formatShare(share)}</span>
        <span className="gauge-text">
          <Money usd={spentUsd} /> of <Money usd={limitUsd} />
        </span>
        <span className="hint">{caption}</span>
      </figcaption>
    </figure>
  );
}
