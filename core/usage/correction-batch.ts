import { minus, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import type { Clock, Instant } from '../time/ledger-time.ts';
import type { Entry } from './entry.ts';
import {
  type CurrentPrice,
  currentPrice,
  type EntryChain,
  nextCorrectionId,
  standing,
  type TargetPrice,
} from './entry-chain.ts';
import { contentHash, sourceHash } from './exact-json.ts';
import { measureChange, unpricedCount } from './measures.ts';
import { correctionLines } from './correction-lines.ts';
import { bookedAnew, takenOut } from './rebooked.ts';
import { laterExpiry, type UnmarkedEntry, withMark } from './make-entry.ts';
import type { CorrectionWriter } from './usage-ports.ts';

export interface CorrectionPorts {
  readonly ledger: CorrectionWriter;
  /** The entry and its corrections, consistently read; undefined when there is no such entry. */
  readonly readChain: (entry: Entry) => Promise<EntryChain>;
  readonly clock: Clock;
}

/** What of a correction its place in the chain does not say. */
export type CorrectionDraft = Pick<
  UnmarkedEntry,
  'lines' | 'cost' | 'status' | 'adjusts' | 'reason' | 'sourceHash' | 'contentHash'
> &
  Partial<UnmarkedEntry>;

/** One batch of corrections; `finish` writes its tallies, as a recorder does. */
export interface CorrectionBatch {
  /**
   * Puts what `next` makes of the chain of an entry at the chain's end; answers what was put, undefined when
   * `next` made nothing. `next` is asked again, with a longer chain, when another took that place.
   */
  append(entry: Entry, next: (chain: EntryChain) => CorrectionDraft | undefined): Promise<Entry | undefined>;
  /**
   * Brings an entry to its target by a correction that names it; answers the difference booked, 0n when it
   * has it already. Two batches at once book a difference once: each correction has the next number
   * of its entry's chain and is put only if that number is free; the loser reads the chain again.
   */
  reprice(
    entry: Entry,
    target: (chain: EntryChain) => TargetPrice | undefined,
    reason: string,
  ): Promise<PicoUsd>;
  finish(): Promise<void>;
}

/** Starts a batch of corrections under the name `batch`, a ULID of its own. */
export function beginCorrections(ports: CorrectionPorts, batch: string): CorrectionBatch {
  const used = new Map<string, { next: number; written: number }>();
  const positionsOf = (partition: string) => {
    const known = used.get(partition) ?? { next: 0, written: 0 };
    used.set(partition, known);
    return known;
  };
  /** Puts what `next` makes of the chain, all of it or none, at the chain's end. */
  const put = async (
    entry: Entry,
    next: (chain: EntryChain) => readonly CorrectionDraft[],
  ): Promise<Entry[]> => {
    const partition = ports.ledger.partitionOf(entry);
    for (;;) {
      const chain = await ports.readChain(entry);
      const positions = positionsOf(partition);
      const corrections: Entry[] = [];
      for (const draft of next(chain)) {
        const longer = { entry: chain.entry, corrections: [...chain.corrections, ...corrections] };
        const mark = { batch, index: positions.next++ };
        corrections.push(withMark(inChain(longer, draft, ports.clock.now()), mark));
      }
      // Another correction has this place: the next ones are made anew from the chain with it.
      if (!(await isPut(corrections, ports.ledger))) continue;
      positions.written += corrections.length;
      return corrections;
    }
  };
  return {
    async append(entry, next) {
      const [correction] = await put(entry, (chain) => {
        const draft = next(chain);
        return draft ? [draft] : [];
      });
      return correction;
    },
    async reprice(entry, target, reason) {
      const corrections = await put(entry, (chain) => {
        const wanted = target(chain);
        const current = currentPrice(chain);
        if (!wanted || (wanted.cost === current.cost && wanted.status === current.status)) return [];
        return priceDrafts(chain, current, wanted, reason);
      });
      return corrections.reduce((sum, { cost }) => plus(sum, cost), ZERO_USD);
    },
    async finish() {
      for (const [partition, { written }] of used) {
        if (written > 0) await ports.ledger.writeTally(batch, partition, written);
      }
    },
  };
}

async function isPut(corrections: readonly Entry[], ledger: CorrectionWriter): Promise<boolean> {
  const [first, ...more] = corrections;
  if (!first) return true;
  if (more.length > 0) return ledger.putTogether(corrections);
  const found = await ledger.putEntry(first);
  return !found || (found.mark.batch === first.mark.batch && found.mark.index === first.mark.index);
}

/** A correction at the end of its chain: of who and what the entry is now, with what the draft says. */
function inChain(chain: EntryChain, draft: CorrectionDraft, recordedAt: Instant): UnmarkedEntry {
  const { mark: _mark, ...entry } = standing(chain) ?? chain.entry;
  const { expiresAt } = entry;
  return {
    ...entry,
    reportedCost: undefined,
    holdId: undefined,
    metadata: undefined,
    ...draft,
    id: nextCorrectionId(chain),
    recordedAt,
    correctionOf: entry.id,
    expiresAt: expiresAt === undefined ? undefined : laterExpiry(expiresAt, recordedAt),
  };
}

/** One that brings the price right; two where the service is another one, since an entry is in the totals of one. */
function priceDrafts(
  chain: EntryChain,
  current: CurrentPrice,
  target: TargetPrice,
  reason: string,
): readonly CorrectionDraft[] {
  const id = nextCorrectionId(chain);
  const entry = standing(chain);
  const hashes = (half: number) => ({
    sourceHash: sourceHash(id, half),
    contentHash: contentHash({ id, reason }),
  });
  const { lines, cost, status, catalogueVersion, known, approximate, service } = target;
  const providerKnown = known || chain.entry.providerKnown;
  const priced = { catalogueVersion, known, providerKnown, approximate, reason };
  if (entry && service !== undefined && service !== entry.service) {
    const { userId, userLane, usage } = entry;
    const booked = bookedAnew({ ...entry, lines, cost, status });
    return [
      { ...takenOut(entry), reason, ...hashes(0) },
      { ...booked, ...priced, service, userId, userLane, usage, ...hashes(1) },
    ];
  }
  const unpriced = unpricedCount(status) - unpricedCount(current.status);
  const difference = minus(cost, current.cost);
  const reportedCost = entry?.reportedCost;
  const measures = measureChange({ ...current, reportedCost }, { ...target, reportedCost });
  return [
    {
      ...priced,
      ...hashes(0),
      lines: correctionLines(difference, current.lines, lines),
      cost: difference,
      status,
      adjusts: { events: 0, unpriced, ...(measures && { usage: measures }) },
    },
  ];
}
