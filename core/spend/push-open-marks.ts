import { toLedgerRecords, type StoredRecord } from './ledger-record.ts';
import { negate, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from '../time/ledger-time.ts';
import { aggregateUsage, type AggregatePorts } from './aggregate-usage.ts';
import type { OpenEntry } from './repair-ports.ts';
import type { LedgerRecord, MarkKey } from './spend-ports.ts';
import { batchesOf } from '../in-batches.ts';

/** A mark with its tally: how many positions were used and how many are in the totals. */
export interface MarkTally {
  readonly key: MarkKey;
  readonly startedAt: Instant;
  readonly used: number;
  readonly applied: number;
}

/** A part of a longer list, and where the next part begins; undefined: nowhere. */
export interface Part<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** Reads tallies and the marks they name. Methods reject on outages. */
export interface OpenMarkReader {
  /** Tallies of the recorder batches that began in the hour of `at`. */
  tallies(at: Instant): Promise<readonly MarkTally[]>;
  /** Some of them, behind the place that `after` names. */
  someTallies(at: Instant, after: string | undefined): Promise<Part<MarkTally>>;
  /** Some items of a partition that recorder batches of this range wrote, as the aggregator reads them. */
  someRecords(partition: string, batches: BatchRange, after: string | undefined): Promise<Part<StoredRecord>>;
}

/** Recorder batches by their names, which are in the order of time; both ends belong to it. */
export interface BatchRange {
  readonly from: string;
  readonly to: string;
}

/** Keeps how far a pass over open marks is between two runs. Methods reject on outages. */
export interface OpenMarksStore {
  read(): Promise<OpenMarksPass | undefined>;
  /** Undefined: the pass is at its end. */
  keep(pass: OpenMarksPass | undefined): Promise<void>;
}

/** One pass over the marks of some hours, and then over the entries behind those that are open. Kept as JSON. */
export interface OpenMarksPass {
  readonly startedAt: Instant;
  /** So many hours before its start are the marks that are read next; below 0: all are. */
  readonly hour: number;
  /** Where it is in that hour, or in the first partition. */
  readonly after?: string | undefined;
  /** Partitions with open marks. */
  readonly open: Readonly<Record<string, OpenBatches>>;
  /** Marks that were open, and records that could not be added. */
  readonly marks: number;
  readonly failed: number;
}

/** Open recorder batches of a partition. */
interface OpenBatches extends BatchRange {
  /** The batches by name while there are few; after a long outage the range says it as well. */
  readonly names?: readonly string[] | undefined;
}

/**
 * Hours back in which a recorder batch may be open: the stream keeps its records for 24, and what is older can only
 * come back through the table.
 */
export const STREAM_HOURS = 26;

/** A mark that is open for longer than this has lost its stream record. */
export const OPEN_TOO_LONG_MS = 15 * MINUTE_MS;

/** Written and not yet in the totals; a lost tally counts as nothing open. */
export function openPositions({ used, applied }: MarkTally): number {
  return Math.max(0, used - applied);
}

/** Open marks that a pass knows by name. */
const MOST_NAMED = 1000;

/**
 * Pushes entries whose stream record was lost (an outage beyond the stream's 24 hours, a discarded batch,
 * a deleted mapping) through the aggregator. Looks at recorder batches of the last `hours`, then once at each
 * partition that has open ones, however many there are; running twice changes nothing. Answers the pass at its end,
 * or how far it is at `deadline`: the next run goes on there.
 */
export async function pushOpenMarks(
  reader: OpenMarkReader,
  ports: AggregatePorts,
  { pass, hours, deadline }: { pass: OpenMarksPass | undefined; hours: number; deadline: Instant },
  timeZone: string,
): Promise<OpenMarksPass> {
  const { clock } = ports;
  const push: TakeOpen = async (partition, batches, after) => {
    const { items, next } = await reader.someRecords(partition, batches, after);
    const names = batches.names && new Set(batches.names);
    const records = toLedgerRecords(items, timeZone).filter(
      ({ position }) => names?.has(position.batch) ?? true,
    );
    const { failed } = await aggregateUsage(records, ports);
    return { next, failed: failed.length };
  };
  let now = pass ?? openMarksPass(clock.now(), hours);
  while (!isAtItsEnd(now)) {
    now = await stepOfPass(now, reader, push);
    if (clock.now() >= deadline) break;
  }
  return now;
}

/** Does something with some items of a partition that open batches wrote; `next`: where the others begin. */
export type TakeOpen = (
  partition: string,
  batches: OpenBatches,
  after: string | undefined,
) => Promise<{ readonly next: string | undefined; readonly failed: number }>;

/** A pass at its beginning, over the recorder batches of the last `hours`. */
export function openMarksPass(startedAt: Instant, hours: number): OpenMarksPass {
  return { startedAt, hour: hours, open: {}, marks: 0, failed: 0 };
}

/** One step of a pass: a page of marks, or a page of a partition that open ones are in, which `take` reads. */
export async function stepOfPass(
  pass: OpenMarksPass,
  reader: Pick<OpenMarkReader, 'someTallies'>,
  take: TakeOpen,
): Promise<OpenMarksPass> {
  if (pass.hour >= 0) return lookAtMarks(pass, reader);
  const [first, ...others] = Object.entries(pass.open);
  if (!first) return pass;
  const { next, failed } = await take(...first, pass.after);
  const open = next === undefined ? Object.fromEntries(others) : pass.open;
  return { ...pass, failed: pass.failed + failed, after: next, open };
}

/** True when all marks were looked at and everything behind them. */
export function isAtItsEnd({ hour, open }: OpenMarksPass): boolean {
  return hour < 0 && Object.keys(open).length === 0;
}

async function lookAtMarks(
  pass: OpenMarksPass,
  reader: Pick<OpenMarkReader, 'someTallies'>,
): Promise<OpenMarksPass> {
  const { startedAt, hour, after } = pass;
  const { items, next } = await reader.someTallies(startedAt - hour * HOUR_MS, after);
  const found = items.filter(
    (tally) => openPositions(tally) > 0 && tally.startedAt <= startedAt - OPEN_TOO_LONG_MS,
  );
  const marks = pass.marks + found.length;
  const open: Record<string, OpenBatches> = { ...pass.open };
  for (const { key } of found) open[key.partition] = withBatch(open[key.partition], key.batch);
  const kept = marks <= MOST_NAMED ? open : withoutNames(open);
  return { ...pass, marks, open: kept, after: next, hour: next === undefined ? hour - 1 : hour };
}

function withBatch(known: OpenBatches | undefined, batch: string): OpenBatches {
  if (!known) return { from: batch, to: batch, names: [batch] };
  const { from, to, names } = known;
  return {
    from: batch < from ? batch : from,
    to: batch > to ? batch : to,
    names: names && [...names, batch],
  };
}

function withoutNames(open: OpenMarksPass['open']): OpenMarksPass['open'] {
  return Object.fromEntries(Object.entries(open).map(([name, { from, to }]) => [name, { from, to }]));
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
  for (const batch of batchesOf(open, PUSHED_AT_ONCE)) {
    const stored = await read(batch);
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
