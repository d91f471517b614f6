import { toLedgerRecords, type StoredRecord } from './ledger-record.ts';
import { negate, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import type { Instant } from '../time/ledger-time.ts';
import { aggregateUsage, type AggregatePorts } from './aggregate-usage.ts';
import type { OpenEntry } from './repair-ports.ts';
import type { LedgerRecord, MarkKey } from './spend-ports.ts';

/** A mark with its tally: how many positions were used and how many are in the totals. */
export interface MarkTally {
  readonly key: MarkKey;
  readonly startedAt: Instant;
  readonly used: number;
  readonly applied: number;
}

/** Reads tallies and the marks they name. Methods reject on outages. */
export interface OpenMarkReader {
  /** Tallies of the recorder batches that began in the hour of `at`. */
  tallies(at: Instant): Promise<readonly MarkTally[]>;
  /** The items of a mark's partition that its recorder batch wrote, as the aggregator reads them. */
  records(key: MarkKey): Promise<readonly StoredRecord[]>;
}

const HOUR_MS = 3_600_000;

/** A mark that is open for longer than this has lost its stream record. */
export const OPEN_TOO_LONG_MS = 15 * 60_000;

/** Written and not yet in the totals; a lost tally counts as nothing open. */
export function openPositions({ used, applied }: MarkTally): number {
  return Math.max(0, used - applied);
}

/**
 * Pushes entries whose stream record was lost (an outage beyond the stream's 24 hours, a discarded batch,
 * a deleted mapping) through the aggregator. Looks at recorder batches of the last `hours`; running twice
 * changes nothing. Answers how many marks were open and how many records could still not be added.
 */
export async function pushOpenMarks(
  reader: OpenMarkReader,
  ports: AggregatePorts,
  hours: number,
  timeZone: string,
): Promise<{ open: number; failed: number }> {
  const now = ports.clock.now();
  let open = 0;
  let failed = 0;
  for (let hour = hours; hour >= 0; hour--) {
    for (const tally of await reader.tallies(now - hour * HOUR_MS)) {
      if (openPositions(tally) === 0 || tally.startedAt > now - OPEN_TOO_LONG_MS) continue;
      open++;
      const records = toLedgerRecords(await reader.records(tally.key), timeZone);
      const result = await aggregateUsage(records, ports);
      failed += result.failed.length;
    }
  }
  return { open, failed };
}

/** The result of pushing single entries. */
export interface PushedEntries {
  readonly pushed: number;
  /** Cost of those that could not be added; they stay open. */
  readonly missing: PicoUsd;
}

/** Entries pushed at once: their totals make some transactions, their contributions little memory. */
const PUSHED_AT_ONCE = 200;

/**
 * Pushes entries that a pass over a whole day found open through the aggregator: the one way to find an
 * entry whose stream record and whose tally were both lost. Running twice changes nothing.
 */
export async function pushOpenEntries(
  open: readonly OpenEntry[],
  read: (entries: readonly OpenEntry[]) => Promise<readonly StoredRecord[]>,
  ports: AggregatePorts,
  timeZone: string,
): Promise<PushedEntries> {
  let pushed = 0;
  let missing = ZERO_USD;
  const quarantined: LedgerRecord[] = [];
  const quarantine: AggregatePorts['quarantine'] = async (record, reason) => {
    quarantined.push(record);
    await ports.quarantine(record, reason);
  };
  for (let start = 0; start < open.length; start += PUSHED_AT_ONCE) {
    const stored = await read(open.slice(start, start + PUSHED_AT_ONCE));
    const records = toLedgerRecords(stored, timeZone);
    const { failed, applied } = await aggregateUsage(records, { ...ports, quarantine });
    pushed += applied.length;
    for (const record of [...failed, ...quarantined.splice(0)]) missing = plus(missing, costOf(record));
  }
  return { pushed, missing };
}

/** Every contribution of an entry carries its whole cost. */
function costOf({ contributions }: LedgerRecord): PicoUsd {
  const cost = contributions[0]?.cost ?? ZERO_USD;
  return cost < 0n ? negate(cost) : cost;
}
