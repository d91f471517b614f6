import { addDays, daysBetween } from '../../core/time/ledger-time.ts';
import { aDay } from '../../testing/dates.ts';
import type { TestDynamo } from '../../testing/dynamo.ts';
import { startApi, type TestApi } from './api.ts';
import { startLedger, usageEvent } from './ledger.ts';

export const TODAY = aDay('2026-11-20');
const DAYS = daysBetween(aDay('2026-09-15'), addDays(TODAY, -1));
/** The day that costs six times as much, for one user. */
export const ODD_DAY = '2026-11-17';

function event(id: string, day: string, userId: string, usd: number) {
  return usageEvent(id, {
    occurredAt: `${day}T08:00:00Z`,
    model: 'nobody-knows-it',
    reportedCostUsd: usd.toFixed(2),
    userId,
    service: userId === 'steady' ? 'llm' : 'tts',
  });
}

/**
 * Two users over nine weeks: `steady`, of the service `llm`, and `odd`, of `tts`, who has one day unlike the others;
 * and `more` events of these days.
 */
export async function startOddDay(
  dynamo: TestDynamo,
  table: string,
  more: readonly Record<string, unknown>[] = [],
): Promise<TestApi> {
  const clock = { now: () => Date.parse('2026-11-20T12:00:00Z') };
  const ledger = await startLedger(dynamo, table, clock);
  const events = DAYS.flatMap((day, index) => [
    event(`s${day}`, day, 'steady', 10 + (index % 3) / 10),
    event(`o${day}`, day, 'odd', (day === ODD_DAY ? 60 : 10) + (index % 4) / 10),
  ]);
  await ledger.record([...events, ...more]);
  await ledger.aggregate(DAYS);
  return startApi(dynamo, table, { clock });
}
