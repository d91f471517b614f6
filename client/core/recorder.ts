import type { UsageDraft } from './usage-event.ts';

/** All that a wrapper needs of a client: somewhere to record. */
export interface UsageRecorder {
  record(draft: UsageDraft): string;
  /** Counts a call of a route that a wrapper saw and does not know: its cost is not recorded. */
  countUncovered?(route: string): void;
}
