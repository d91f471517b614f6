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

/** Lane of a user's day total; work without a user counts as the empty name. */
export function userLaneOf(rules: readonly LaneRule[], day: Day, userId: string | undefined): number {
  return laneOf(userId ?? '', laneCount(rules, day));
}
