import { ZERO_USD } from '../money/decimal.ts';
import type { Clock } from '../time/ledger-time.ts';
import { ascending } from '../order.ts';
import { hasBit, withBits } from './bitmap.ts';
import { cutChunks } from './chunks.ts';
import { addContribution, type Contribution } from './contributions.ts';
import { type LedgerRecord, type Mark, type MarkUpdate, markName, type TotalsWriter } from './spend-ports.ts';

export interface AggregatePorts {
  readonly totals: TotalsWriter;
  readonly clock: Clock;
  /** Waits before the marks of a chunk are read again; grows with the attempt, with jitter. */
  readonly pause: (attempt: number) => Promise<void>;
  /** Keeps a record whose transaction DynamoDB refuses for good; its bit stays open. */
  readonly quarantine: (record: LedgerRecord, reason: string) => Promise<void>;
}

export interface AggregateResult {
  /** Records that were not added; the stream brings everything from the lowest of them again. */
  readonly failed: readonly LedgerRecord[];
  /** Records whose contributions are in the totals now, added by this call or an earlier one. */
  readonly applied: readonly LedgerRecord[];
}

/** Races for its marks that a chunk may lose: no retry of the same write, for what is open is read anew. */
const MAX_ATTEMPTS = 12;

/**
 * Adds records to every total they belong to, exactly once: needs no order, no shard and no stable
 * batches, and is safe against redelivery, zombies and replays (docs/adr/0002). A chunk that the table
 * does not take at any try is among `failed`. Rejects on an outage; what was added until then is ticked off.
 */
export async function aggregateUsage(
  records: readonly LedgerRecord[],
  ports: AggregatePorts,
): Promise<AggregateResult> {
  const failed: LedgerRecord[] = [];
  const applied: LedgerRecord[] = [];
  const open = await openRecords(records, ports.totals);
  applied.push(...records.filter((record) => isApplied(record, open.marks)));
  for (const chunk of fewestChunks(open.records, ports.totals)) {
    try {
      applied.push(...(await applyChunk(chunk, open.marks, ports)));
    } catch (error) {
      if (!(error instanceof ChunkFailed)) throw error;
      failed.push(...chunk);
    }
  }
  return { failed, applied };
}

/**
 * Totals know no order, so records may be added in the one that needs the fewest transactions: as they came,
 * where recorder batches share marks, or by affinity, where days and resources are many.
 */
function fewestChunks(records: readonly LedgerRecord[], totals: TotalsWriter): LedgerRecord[][] {
  const arrived = cutChunks(records, totals);
  if (arrived.length <= 1) return arrived;
  const sorted = records.toSorted(ascending(({ affinity }) => affinity));
  const together = cutChunks(sorted, totals);
  return together.length < arrived.length ? together : arrived;
}

class ChunkFailed extends Error {}

/** Records that are not ticked off yet, each position once, with the marks as read. */
async function openRecords(records: readonly LedgerRecord[], totals: TotalsWriter) {
  const keys = new Map(records.map((record) => [recordMarkName(record), markKey(record)]));
  const marks = await totals.readMarks([...keys.values()]);
  const seen = new Set<string>();
  const open = records.filter((record) => {
    const position = `${recordMarkName(record)}#${record.position.index}`;
    if (seen.has(position) || isApplied(record, marks)) return false;
    seen.add(position);
    return true;
  });
  return { records: open, marks };
}

function isApplied(record: LedgerRecord, marks: ReadonlyMap<string, Mark>): boolean {
  return hasBit(marks.get(recordMarkName(record))?.bits, record.position.index);
}

function markKey(record: LedgerRecord) {
  return { batch: record.position.batch, partition: record.partition };
}

function recordMarkName(record: LedgerRecord): string {
  return markName(markKey(record));
}

/** Lists the records in their histories once, whatever becomes of the tries after it, and adds them. */
async function applyChunk(
  chunk: readonly LedgerRecord[],
  marks: Map<string, Mark>,
  ports: AggregatePorts,
): Promise<readonly LedgerRecord[]> {
  await ports.totals.putHistory(chunk.flatMap((record) => record.listings));
  return applyListed(chunk, marks, ports);
}

/** After a race that was lost only the marks that it was lost for are read again. */
async function applyListed(
  chunk: readonly LedgerRecord[],
  marks: Map<string, Mark>,
  ports: AggregatePorts,
): Promise<readonly LedgerRecord[]> {
  let open = chunk;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (open.length === 0) return chunk;
    const updates = markUpdates(open, marks);
    const result = await ports.totals.commit(
      updates,
      sumContributions(open, ports.totals),
      ports.clock.now(),
    );
    if (result === 'committed') {
      for (const update of updates) marks.set(markName(update.key), { bits: update.bits });
      return chunk;
    }
    if (result === 'unwritable') return applyHalves(open, marks, ports);
    if (result === 'busy') break;
    await ports.pause(attempt);
    for (const [name, mark] of await ports.totals.readMarks(result.changed)) marks.set(name, mark);
    open = open.filter((record) => !isApplied(record, marks));
  }
  throw new ChunkFailed();
}

/** Finds the record that DynamoDB refuses for good by halving; the others are added. */
async function applyHalves(
  chunk: readonly LedgerRecord[],
  marks: Map<string, Mark>,
  ports: AggregatePorts,
): Promise<readonly LedgerRecord[]> {
  const [first] = chunk;
  if (chunk.length === 1 && first) {
    await ports.quarantine(first, 'its totals cannot be written');
    return [];
  }
  const middle = Math.ceil(chunk.length / 2);
  const left = await applyListed(chunk.slice(0, middle), marks, ports);
  return [...left, ...(await applyListed(chunk.slice(middle), marks, ports))];
}

function markUpdates(records: readonly LedgerRecord[], marks: Map<string, Mark>): MarkUpdate[] {
  const indexes = Map.groupBy(records, recordMarkName);
  return [...indexes].map(([name, group]) => {
    const seen = marks.get(name)?.bits;
    const [first] = group as [LedgerRecord, ...LedgerRecord[]];
    return {
      key: markKey(first),
      seen,
      bits: withBits(
        seen,
        group.map(({ position }) => position.index),
      ),
    };
  });
}

/** The contributions of all records, summed by total. */
function sumContributions(
  records: readonly LedgerRecord[],
  totals: Pick<TotalsWriter, 'totalKey'>,
): Contribution[] {
  const sums = new Map<string, Contribution>();
  for (const contribution of records.flatMap((record) => record.contributions)) {
    const key = totals.totalKey(contribution);
    const sum = sums.get(key);
    if (sum) addContribution(sum, contribution);
    else {
      const fresh: Contribution = { total: contribution.total, cost: ZERO_USD, events: 0, unpriced: 0 };
      addContribution(fresh, contribution);
      sums.set(key, fresh);
    }
  }
  return [...sums.values()];
}
