import type { Day } from '../time/ledger-time.ts';

/** From day `from` on, partitions of a day are split into `count` lanes. */
export interface LaneRule {
  readonly from: Day;
  readonly count: number;
}

/** Number of lanes on a day: the last rule that has begun, else 1. */
export function laneCount(rules: readonly LaneRule[], day: Day): number {
  let count = 1;
  let since = '';
  for (const rule of rules) {
    if (rule.from <= day && rule.from >= since) {
      count = rule.count;
      since = rule.from;
    }
  }
  return count;
}

/** Lane 0 to count - 1 of a text; the same text always has the same lane (FNV-1a, 32 bits). */
export function laneOf(text: string, count: number): number {
  if (count <= 1) return 0;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % count;
}

/** Lanes of totals that a ledger has at most: a read of one exact total looks for each. */
export const MOST_TOTAL_LANES = 16;

/**
 * Lane of an entry's totals where there are `count`, 0 to count - 1. Entries of one partition share a lane while
 * there are no more lanes than partitions, because the stream brings a partition to one writer at a time; beyond
 * that a recorder batch stays together. `lane` is the entry's, of `lanes` on its day.
 */
export function totalLaneOf(
  { lane, lanes, batch }: { readonly lane: number; readonly lanes: number; readonly batch: string },
  count: number,
): number {
  if (count <= 1) return 0;
  return (lane + lanes * laneOf(batch, Math.ceil(count / lanes))) % count;
}

/** Lane of a user's day total; work without a user counts as the empty name. */
export function userLaneOf(rules: readonly LaneRule[], day: Day, userId: string | undefined): number {
  return laneOf(userId ?? '', laneCount(rules, day));
}
