import type { HistoryReader } from '../spend/history-reader.ts';
import { matches } from '../spend/entry-filter.ts';
import { dayEntries } from '../spend/read-entries.ts';
import { addDays, type Day, daysBetween, type Instant, startOfDay } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';
import { exportEntry, type ExportEntry } from './export-entry.ts';
import type { ExportRequest } from './export-request.ts';

/** The last entry that was looked at; the next page begins behind it. */
export interface ExportPosition {
  readonly day: Day;
  readonly lane: number;
  readonly id: string;
  readonly occurredAt: Instant;
}

/** Entries of an export; `position` is absent for a day without any. */
export interface ExportPage {
  readonly entries: readonly ExportEntry[];
  readonly position?: ExportPosition | undefined;
}

/** Entries day by day, in pages of about a thousand, in constant memory; behind `after` if it is given. */
export async function* exportPages(
  request: ExportRequest,
  history: HistoryReader,
  timeZone: string,
  after?: ExportPosition,
): AsyncGenerator<ExportPage> {
  const { filter, from, to } = request;
  for (const day of await history.heldAmong(daysBetween(after?.day ?? from, to))) {
    const start = Math.max(request.start ?? 0, startOfDay(day, timeZone));
    const end = Math.min(request.end ?? Number.MAX_SAFE_INTEGER, startOfDay(addDays(day, 1), timeZone));
    const behind = after?.day === day ? after : undefined;
    for await (const page of dayEntries(filter, start, end, day, history, behind)) {
      const wanted = (entry: Entry) =>
        entry.occurredAt >= start && entry.occurredAt < end && matches(entry, filter);
      yield { entries: page.filter(wanted).map(exportEntry), position: positionOf(page.at(-1)) };
    }
  }
}

function positionOf(entry: Entry | undefined): ExportPosition | undefined {
  return entry && { day: entry.day, lane: entry.lane, id: entry.id, occurredAt: entry.occurredAt };
}
