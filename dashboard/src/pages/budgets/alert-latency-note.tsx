import type { AlertLatency } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { formatCount } from '../../format/format-money.ts';

/** How fast deliveries were, measured; nothing before the first. */
export function AlertLatencyNote() {
  const { data } = useRead<AlertLatency>('/alerts/latency');
  const told = data?.channels.flatMap(({ channel, p50Ms, p99Ms, sent }) =>
    p50Ms === null || p99Ms === null
      ? []
      : [`${channel} ${seconds(p50Ms)}, 99 of 100 within ${seconds(p99Ms)} (${formatCount(sent)} sent)`],
  );
  if (!told || told.length === 0) return null;
  return <p className="hint">{`From breach to delivery in 30 days, half within: ${told.join('; ')}.`}</p>;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
