import { formatDecimal, parseUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { amountsOf } from '../spend/contributions.ts';
import { addSums } from '../spend/total.ts';
import type { Day } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';
import type { ArchiveStore, DaySum } from './archive-ports.ts';
import { archiveLine } from './archive-line.ts';

/**
 * The keys of a day's files, partitioned as Athena and DuckDB read it: the first has what there was when the
 * day was sealed, or as much as one file takes; each later one has the rest of a large day, or what came since the
 * sealing. Their sum is the day.
 */
export function archiveKey(day: Day, file = 0): string {
  const name = file === 0 ? 'entries' : `corrections-${String(file).padStart(4, '0')}`;
  return `archive/entries/day=${day}/${name}.jsonl.gz`;
}

/** Writes pages of entries as a file and answers its sum when it is read back. */
export async function writeFile(
  archive: ArchiveStore,
  key: string,
  pages: AsyncIterable<readonly Entry[]>,
): Promise<DaySum & { readonly lines: number }> {
  await archive.put(key, linesOf(pages));
  const sum = { cost: ZERO_USD, events: 0, unpriced: 0, lines: 0 };
  for await (const line of archive.lines(key)) {
    const { costUsd, events, unpricedEvents } = readLine(line);
    sum.cost = plus(sum.cost, parseUsd(costUsd));
    sum.events += events;
    sum.unpriced += unpricedEvents;
    sum.lines++;
  }
  return sum;
}

/** The id of the entry in a line. */
export function lineId(line: string): string {
  return readLine(line).id;
}

/** The sum of what was counted before and of some entries. */
export function withEntries(before: DaySum, entries: Iterable<Entry>): DaySum {
  const { cost, events, unpriced } = before;
  const sum = { cost, events, unpriced };
  for (const entry of entries) addSums(sum, amountsOf(entry));
  return sum;
}

/** True when two sums are the same to the last digit. */
export function sameSum(a: DaySum, b: DaySum): boolean {
  return a.cost === b.cost && a.events === b.events && a.unpriced === b.unpriced;
}

/** A sum for people. */
export function sumText({ cost, events }: DaySum): string {
  return `${formatDecimal(cost)} USD of ${events} events`;
}

interface Line {
  readonly id: string;
  readonly costUsd: string;
  readonly events: number;
  readonly unpricedEvents: number;
}

function readLine(line: string): Line {
  return JSON.parse(line) as Line;
}

async function* linesOf(pages: AsyncIterable<readonly Entry[]>): AsyncGenerator<string> {
  for await (const page of pages) {
    if (page.length > 0) yield page.map((entry) => `${JSON.stringify(archiveLine(entry))}\n`).join('');
  }
}
