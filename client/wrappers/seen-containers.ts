import { isSession } from '../../providers/container-session.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { seenOnce } from './seen-once.ts';

/** Leaves out sessions of containers that were recorded: answers that follow on each other use the same one. */
export interface FirstSessions {
  /** The drafts without sessions that came before; the ledger would keep each as a duplicate. */
  readonly first: (drafts: readonly UsageDraft[]) => UsageDraft[];
  /** Milliseconds since 1970, which tell the sessions of one container apart. */
  readonly now: () => number;
}

/** Remembers the sessions that one client recorded. */
export function firstSessions(now: () => number): FirstSessions {
  const isFirst = seenOnce();
  return {
    first: (drafts) => drafts.filter(({ id }) => id === undefined || !isSession(id) || isFirst(id)),
    now,
  };
}
