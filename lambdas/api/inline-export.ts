import { LONGEST_ANSWER_MS, MOST_ANSWER_BYTES } from './answer-limits.ts';
import { Buffer } from 'node:buffer';
import { exportPages } from '../../core/export/export-pages.ts';
import type { ExportRequest } from '../../core/export/export-request.ts';
import type { ExportEntry } from '../../core/export/export-entry.ts';
import { exportChunks, type ExportOptions } from '../../core/export/export-writer.ts';
import { addDays, daysBetween, startOfDay } from '../../core/time/ledger-time.ts';
import type { ApiPorts } from './ports.ts';

/** What is promised to come in one answer. */
const MOST_BYTES = 5_000_000;

/** No row of any format is shorter than 100 bytes. */
const MOST_ENTRIES = MOST_BYTES / 100;

/** Whether totals tell, before anything is read, that an export is too large for one answer. */
export async function isTooLarge(
  { from, to, start = -Infinity, end = Infinity, filter }: ExportRequest,
  { totals, settings: { timeZone } }: Pick<ApiPorts, 'totals' | 'settings'>,
): Promise<boolean> {
  if (Object.values(filter).some((value) => value !== undefined)) return false;
  const whole = daysBetween(from, to).filter(
    (day) => startOfDay(day, timeZone) >= start && startOfDay(addDays(day, 1), timeZone) <= end,
  );
  const [first, last] = [whole[0], whole.at(-1)];
  if (first === undefined || last === undefined) return false;
  const cells = await totals.cells({ from: first, to: last });
  return cells.reduce((sum, { total }) => sum + total.events, 0) > MOST_ENTRIES;
}

/** The export as text; undefined when it is too large or takes too long for one answer. */
export async function inlineExport(
  request: ExportRequest,
  options: ExportOptions,
  { history, settings, clock }: Pick<ApiPorts, 'history' | 'settings' | 'clock'>,
): Promise<string | undefined> {
  const until = clock.now() + LONGEST_ANSWER_MS;
  let late = false;
  const pages = async function* (): AsyncGenerator<readonly ExportEntry[]> {
    for await (const { entries } of exportPages(request, history, settings.timeZone)) {
      late = clock.now() >= until;
      if (late) return;
      yield entries;
    }
  };
  const chunks: string[] = [];
  let bytes = 0;
  let answerBytes = 0;
  for await (const chunk of exportChunks(pages(), request.format, options)) {
    bytes += Buffer.byteLength(chunk);
    answerBytes += Buffer.byteLength(JSON.stringify(chunk));
    if (late || bytes > MOST_BYTES || answerBytes > MOST_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  return chunks.join('');
}
