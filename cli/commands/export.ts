import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Answer,
  type Call,
  type Command,
  RANGE_OPTIONS,
  rangeQuery,
  textOption,
  UsageError,
} from '../command.ts';
import { jobOutcome } from './job-outcome.ts';

/** Entries of a range as a file. */
export const EXPORT: Command = {
  name: 'export',
  synopsis:
    'export [--period MONTH] [--from DAY] [--to DAY] [--format csv|json|focus] [--user ID] [--out FILE]',
  summary: 'entries as CSV, JSON or FOCUS, into a file or to standard output',
  options: {
    ...RANGE_OPTIONS,
    format: { type: 'string' },
    user: { type: 'string' },
    out: { type: 'string' },
  },
  run: exportEntries,
};

async function exportEntries(call: Call): Promise<Answer> {
  const out = textOption(call, 'out');
  const folder = out === undefined ? '.' : path.dirname(path.resolve(out));
  if (!existsSync(folder)) throw new UsageError(`${folder} does not exist: make the folder of --out first`);
  const query = {
    ...rangeQuery(call),
    format: textOption(call, 'format'),
    userId: textOption(call, 'user'),
    // A job however small it is: one way for all sizes.
    job: 'true',
  };
  const { jobId } = await call.ledger.get<{ jobId: string }>('/reports/export', query);
  const job = await jobOutcome(call, jobId);
  if (job.status === 'failed' || job.resultUrl === null) {
    return { json: job, lines: [`job ${jobId} failed: ${job.error ?? ''}`], exitCode: 1 };
  }
  const response = await fetch(job.resultUrl);
  if (!response.ok) throw new Error(`the export's address answered ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (out === undefined)
    return { json: { text: bytes.toString('utf8') }, lines: [bytes.toString('utf8').trimEnd()] };
  writeFileSync(out, bytes);
  return { json: { file: out, bytes: bytes.length }, lines: [`${out}: ${bytes.length} bytes`] };
}
