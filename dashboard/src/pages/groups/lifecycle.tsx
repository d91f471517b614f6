import { Badge } from '../../parts/badge.tsx';

interface LifecycleProps {
  readonly deletedAt: string | null | undefined;
  readonly isLive?: boolean;
}

/** Whether it is gone, or still being worked on. */
export function Lifecycle({ deletedAt, isLive = false }: LifecycleProps) {
  if (deletedAt) return <Badge>deleted</Badge>;
  return isLive ? <Badge tone="accent">running</Badge> : null;
}
