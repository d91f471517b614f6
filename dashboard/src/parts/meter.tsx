import { formatShare } from '../format/format-money.ts';
import type { Tone } from './badge.tsx';

interface MeterProps {
  readonly percent: number;
  readonly tone: Tone;
  readonly label: string;
}

/** How full something is, in the colour of its severity. */
export function Meter({ percent, tone, label }: MeterProps) {
  return (
    <div
      className={`meter tone-${tone}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.min(100, Math.round(percent))}
      aria-valuetext={formatShare(Math.round(percent * 100))}
    >
      <span style={{ width: `${Math.min(100, percent)}%` }} />
    </div>
  );
}
