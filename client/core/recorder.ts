import type { UsageDraft } from './usage-event.ts';

/** All that a wrapper needs of a client: somewhere to record. */
export interface UsageRecorder {
  record(draft: UsageDraft): string;
}
