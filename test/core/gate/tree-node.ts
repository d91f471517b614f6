import type { Hold } from '../../../core/gate/gate-ports.ts';

/** A hold that a caller was given, in its tree, and what became of it. */
export interface Node {
  readonly hold: Hold;
  readonly user: string;
  readonly isParent: boolean;
  readonly parent: Node | undefined;
  readonly children: Node[];
  /** What it cost, once it is in the totals. */
  cost?: bigint;
  /** In the totals before it expired: what the gate's promise is about. */
  inTime: boolean;
  /** Its caller gives it back, or has. */
  ended: boolean;
}

/** What a hold and all below it cost, in time or at all. */
export function spentBelow(node: Node, which?: 'late too'): bigint {
  const own = node.inTime || which === 'late too' ? (node.cost ?? 0n) : 0n;
  return node.children.reduce((sum, child) => sum + spentBelow(child, which), own);
}

/** What may still be spent through a hold or below it. */
export function openBelow(node: Node, now: number, which?: 'late too'): bigint {
  const isLive = !node.ended && node.hold.expiresAt > now;
  if (!node.isParent) return isLive && node.cost === undefined ? node.hold.estimate : 0n;
  if (!isLive) return node.children.reduce((sum, child) => sum + openBelow(child, now, which), 0n);
  const left = node.hold.estimate - spentBelow(node, which);
  return left > 0n ? left : 0n;
}
