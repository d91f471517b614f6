import type { Job, JobKind, JobStep } from '../jobs/job.ts';
import { formatDecimal, parseDecimal, type PicoUsd } from '../money/decimal.ts';
import type { LedgerFacts } from '../spend/audit.ts';
import type { Total } from '../spend/total.ts';
import { addDays, type Clock, type Day, dayOf, daysBetween } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';
import { archiveLine } from './archive-line.ts';

/** Files of the archive. Methods reject on outages. */
export interface ArchiveStore {
  /** Writes lines compressed under the key; an earlier file of the key is replaced. */
  put(key: string, lines: AsyncIterable<string>): Promise<void>;
  /** The lines of a file, read back. */
  lines(key: string): AsyncIterable<string>;
}

export interface ArchivePorts {
  readonly archive: ArchiveStore;
  readonly facts: () => Promise<LedgerFacts>;
  /** Notes that every day up to this one is archived; an earlier day changes nothing. */
  readonly seal: (day: Day) => Promise<void>;
  /** Makes the totals of a day equal its entries, open ones brought in. */
  readonly recalculate: JobKind;
  readonly entriesOfDay: (day: Day) => AsyncIterable<readonly Entry[]>;
  readonly totalOfDay: (day: Day) => Promise<Total>;
  readonly clock: Clock;
  readonly timeZone: string;
  /** Absent: entries are kept for ever, nothing is archived. */
  readonly retentionDays: number | undefined;
}

/** After the retention a day takes no entry any more; two days more for messages on their way. */
const SETTLED_DAYS = 2;

/** The last day that may be archived: older events are refused, so nothing is added to it any more. */
export function lastDueDay(today: Day, retentionDays: number): Day {
  return addDays(today, -(retentionDays + SETTLED_DAYS));
}

/** Days whose archive is due and not there. */
export function daysBehind({ firstDay, sealedUntil }: LedgerFacts, today: Day, retentionDays: number): Day[] {
  const from = sealedUntil === undefined ? firstDay : addDays(sealedUntil, 1);
  return from === undefined ? [] : daysBetween(from, lastDueDay(today, retentionDays));
}

/** Where a day's entries lie: partitioned as Athena and DuckDB read it. */
export function archiveKey(day: Day): string {
  return `archive/entries/day=${day}/entries.jsonl.gz`;
}

interface ArchiveState {
  readonly archived: number;
  readonly entries: number;
}

/**
 * Archives the days that are due, oldest first. A day is sealed when its file, read back, comes to the same
 * sum as its totals; before that nothing of it expires that is not archived, for entries live a month longer
 * than the retention.
 */
export function archiveKind(ports: ArchivePorts): JobKind {
  return {
    async step(job: Job, deadline): Promise<JobStep> {
      const { clock, retentionDays, timeZone } = ports;
      let state = (job.state as ArchiveState | undefined) ?? { archived: 0, entries: 0 };
      const due = async () =>
        retentionDays === undefined
          ? []
          : daysBehind(await ports.facts(), dayOf(clock.now(), timeZone), retentionDays);
      for (let [day, ...rest] = await due(); day !== undefined; [day, ...rest] = await due()) {
        const progress = { done: state.archived, total: state.archived + rest.length + 1 };
        if (clock.now() >= deadline) return { done: false, state, progress };
        const entries = await archiveDay(day, job, deadline, ports);
        state = { archived: state.archived + 1, entries: state.entries + entries };
      }
      const { archived } = state;
      return { done: true, result: state, progress: { done: archived, total: archived } };
    },
  };
}

/** Throws an Error when file and totals differ: the day stays unsealed and the next run tries again. */
async function archiveDay(day: Day, job: Job, deadline: number, ports: ArchivePorts): Promise<number> {
  await ports.recalculate.step({ ...job, input: { day }, state: undefined }, deadline);
  const total = await ports.totalOfDay(day);
  const key = archiveKey(day);
  await ports.archive.put(key, linesOf(ports.entriesOfDay(day)));
  const file = await sumOf(ports.archive.lines(key));
  if (file.cost !== total.cost || file.events !== total.events) {
    throw new Error(
      `the archive of ${day} comes to ${formatDecimal(file.cost)} USD of ${file.events} events, ` +
        `its totals to ${formatDecimal(total.cost)} USD of ${total.events}: the day stays unsealed`,
    );
  }
  await ports.seal(day);
  return file.lines;
}

async function* linesOf(pages: AsyncIterable<readonly Entry[]>): AsyncGenerator<string> {
  for await (const page of pages) {
    if (page.length > 0) yield page.map((entry) => `${JSON.stringify(archiveLine(entry))}\n`).join('');
  }
}

async function sumOf(lines: AsyncIterable<string>) {
  const sum = { cost: 0n as PicoUsd, events: 0, lines: 0 };
  for await (const line of lines) {
    const { costUsd, events } = JSON.parse(line) as { costUsd: string; events: number };
    sum.cost += parseDecimal(costUsd);
    sum.events += events;
    sum.lines++;
  }
  return sum;
}
