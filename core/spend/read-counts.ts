import { HOUR_MS, type Instant } from '../time/ledger-time.ts';
import { PREFIX } from '../../contracts/table-layout.ts';
import { MARK_READ_DAYS } from '../../contracts/mark-life.ts';
import { type MarkTally, openPositions, type OpenMarkReader } from './push-open-marks.ts';
import type { TotalsReader } from './totals-reader.ts';

/** Numbers since the start of the ledger. */
export interface LedgerCounts {
  readonly recorded: number;
  readonly aggregated: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly unpriced: number;
  readonly lagSeconds: number;
}

/** Hours looked at even when nothing is open. */
const LEAST_HOURS = 2;
/** Older marks count as set: beyond them nothing is open. */
const MOST_HOURS = MARK_READ_DAYS * 24;

/**
 * What was recorded and what of it is in the totals. `recorded` is `aggregated` and what open marks still
 * miss: a counter of its own would be wrong after the first crash. The marks are read before the counts, so
 * that the two are never equal while something is open.
 */
export async function readLedgerCounts(
  totals: Pick<TotalsReader, 'counts'>,
  marks: Pick<OpenMarkReader, 'tallies'>,
  now: Instant,
): Promise<LedgerCounts> {
  const open = await openMarks(marks, now);
  const counts = await totals.counts();
  const waiting = open
    .filter(({ key }) => key.partition.startsWith(PREFIX.entry))
    .reduce((sum, mark) => sum + openPositions(mark), 0);
  const oldest = open.reduce<Instant | undefined>(
    (at, mark) => (at === undefined ? mark.startedAt : Math.min(at, mark.startedAt)),
    undefined,
  );
  return {
    recorded: counts.events + waiting,
    aggregated: counts.events,
    rejected: counts.outcomes.get('rejected') ?? 0,
    duplicates: counts.outcomes.get('duplicate') ?? 0,
    conflicts: counts.outcomes.get('conflict') ?? 0,
    unpriced: counts.unpriced,
    lagSeconds: oldest === undefined ? 0 : Math.max(0, (now - oldest) / 1000),
  };
}

/** Open marks of the last hours, further back as long as there are any. */
async function openMarks(marks: Pick<OpenMarkReader, 'tallies'>, now: Instant): Promise<MarkTally[]> {
  const open: MarkTally[] = [];
  for (let hours = 0; hours < MOST_HOURS; hours++) {
    const found = (await marks.tallies(now - hours * HOUR_MS)).filter((mark) => openPositions(mark) > 0);
    open.push(...found);
    if (hours + 1 >= LEAST_HOURS && found.length === 0) break;
  }
  return open;
}
