import { Buffer } from 'node:buffer';
import { exportPages } from '../../core/insight/export/export-pages.ts';
import type { ExportRequest } from '../../core/insight/export/export-request.ts';
import type { ReportEntry } from '../../core/insight/report-entry.ts';
import { exportChunks, type ExportOptions } from '../../core/insight/report-rows.ts';
import type { ApiPorts } from './ports.ts';

/** What is promised to come in one answer. */
const MOST_BYTES = 5_000_000;
/** A function's answer is JSON of at most 6 MB (6,291,556 bytes), in which quotes and line ends take two. */
const MOST_ANSWER_BYTES = 6_200_000;
/** The gateway waits 30 s; what takes longer than this becomes a job. */
const LONGEST_MS = 10_000;

/** The export as text; undefined when it is too large or takes too long for one answer. */
export async function inlineExport(
  request: ExportRequest,
  options: ExportOptions,
  { history, settings, clock }: Pick<ApiPorts, 'history' | 'settings' | 'clock'>,
): Promise<string | undefined> {
  const until = clock.now() + LONGEST_MS;
  let late = false;
  const pages = async function* (): AsyncGenerator<readonly ReportEntry[]> {
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
