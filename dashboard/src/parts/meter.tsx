import { formatUsed } from '../format/format-money.ts';
import type { Tone } from './badge.tsx';

interface MeterProps {
  /** In hundredths of a percent. */
  readonly used: number;
  readonly tone: Tone;
  readonly label: string;
}

/** How full something is, in the colour of its severity. */
export function Meter({ used, tone, label }: MeterProps) {
  return (
    <div
      className={`meter tone-${tone}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.min(100, Math.floor(used / 100))}
      aria-valuetext={formatUsed(used)}
    >
      <span style={{ width: `${Math.min(100, used / 100)}%` }} />
    </div>
  );
}
