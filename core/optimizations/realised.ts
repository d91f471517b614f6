import type { Day, Instant } from '../time/ledger-time.ts';
import type { RealisedSaving } from './kinds/realised-saving.ts';

/** What one applied optimization saved on one closed day, from all of the day's entries. */
export interface SavedDay extends Omit<RealisedSaving, 'saving'> {
  readonly day: Day;
  /** When it was applied: entries of before are left out, and a later decision counts anew. */
  readonly since: Instant;
}

/** Keeps what was saved, day by day. Methods reject on outages. */
export interface SavedDays {
  /** Days measured whole from `from` on, oldest first. */
  savedDays(id: string, from: Day): Promise<SavedDay[]>;
  /** Replaces what an earlier run measured: the same entries give the same. */
  putSavedDay(id: string, saved: SavedDay): Promise<void>;
}

/** What an applied optimization has saved since then. */
export interface Realised extends RealisedSaving {
  readonly from: Instant;
  /** Closed days measured from all their entries: exact. */
  readonly wholeDays: number;
  /** The open day, and days without a roll-up yet: measured on a sample, which small days are whole in. */
  readonly sampledDays: number;
  /** Days without a roll-up that are too far back for a sample; not in the sums. */
  readonly unmeasuredDays: number;
}
