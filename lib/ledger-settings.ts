import type { StageConfig } from '../config/stage.ts';
import { ledgerSettingsSchema } from '../contracts/ledger-settings.ts';

/** The stage's part that the functions need, as the JSON text of LEDGER_SETTINGS. */
export function ledgerSettingsOf(stage: StageConfig): string {
  return JSON.stringify(
    ledgerSettingsSchema.parse({
      timeZone: stage.ledgerTimeZone,
      lanes: stage.lanes,
      userDayLanes: stage.userDayLanes,
      trackedTags: stage.trackedTags,
      retentionDays: stage.retentionDays,
      defaultRegion: stage.defaultRegion,
      requestsPerMinute: stage.requestsPerMinute,
      recordsPerMinute: stage.recordsPerMinute,
      userClaim: stage.userClaim,
      cacheSeconds: stage.cacheSeconds,
    }),
  );
}
