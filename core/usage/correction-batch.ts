import { minus, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import type { PriceBook, PricedLine } from '../pricing/price-book.ts';
import type { Clock, Instant } from '../time/ledger-time.ts';
import type { Entry } from './entry.ts';
import type { EntryStatus } from '../../contracts/usage-vocabulary.ts';
import { contentHash, sourceHash } from './exact-json.ts';
import { measureChange, unpricedCount } from './measures.ts';
import { correctionLines } from './correction-lines.ts';
import { laterExpiry, type UnmarkedEntry, withMark } from './make-entry.ts';
import type { LedgerWriter } from './usage-ports.ts';

/** An entry with the corrections made to it so far, oldest first. */
export interface EntryChain {
  readonly entry: Entry;
  readonly corrections: readonly Entry[];
}

/** An entry with its corrections. */
interface CurrentPrice {
  readonly cost: PicoUsd;
  readonly status: EntryStatus;
  readonly lines: readonly PricedLine[];
}

/** What an entry should come to. */
export interface TargetPrice extends CurrentPrice {
  readonly catalogueVersion: string;
  readonly known: boolean;
  readonly approximate: boolean;
}

export interface CorrectionPorts {
  readonly ledger: LedgerWriter;
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

/**
 * The entry after its corrections: who and how much a correction made of it, what it costs now.
 * Undefined when it was voided.
 */
export function standing(chain: EntryChain): Entry | undefined {
  const { entry, corrections } = chain;
  const events = corrections.reduce((sum, { adjusts }) => sum + (adjusts?.events ?? 0), 1);
  if (events === 0) return undefined;
  const { userId, userLane, usage, reportedCost } =
    corrections.findLast(({ adjusts }) => adjusts?.events === 1) ?? entry;
  const { catalogueVersion, known, providerKnown, approximate } = corrections.at(-1) ?? entry;
  const price = { catalogueVersion, known, providerKnown, approximate };
  return { ...entry, userId, userLane, usage, reportedCost, ...price, ...currentPrice(chain) };
}

/** What an entry costs now: its own cost and lines, or those after its last correction. */
function currentPrice({ entry, corrections }: EntryChain): CurrentPrice {
  const last = corrections.at(-1);
  if (!last) return { cost: entry.cost, status: entry.status, lines: entry.lines };
  const cost = corrections.reduce((sum, correction) => plus(sum, correction.cost), entry.cost);
  return {
    cost,
    status: last.status,
    lines: last.lines.filter((line) => line.quantity >= 0n && !isReversal(line)),
  };
}

function isReversal(line: PricedLine): boolean {
  return line.cost < 0n || line.quantity < 0n;
}

/** The target of an entry under a price book: priced again from its usage, at its own time. */
export function repriced(entry: Entry, book: PriceBook): TargetPrice {
  const { provider, service, model, region, attributes, usage, occurredAt, userId, tags } = entry;
  const price = book.price({
    provider,
    service,
    model,
    region,
    attributes,
    usage,
    at: occurredAt,
    userId,
    tags,
  });
  const isUncertain = price.status === 'priced' && (entry.problems?.length ?? 0) > 0;
  return { ...price, status: isUncertain ? 'uncertain' : price.status };
}

/** Starts a batch of corrections under the name `batch`, a ULID of its own. */
export function beginCorrections(ports: CorrectionPorts, batch: string): CorrectionBatch {
  const used = new Map<string, { next: number; written: number }>();
  const positionsOf = (partition: string) => {
    const known = used.get(partition) ?? { next: 0, written: 0 };
    used.set(partition, known);
    return known;
  };
  const append: CorrectionBatch['append'] = async (entry, next) => {
    const partition = ports.ledger.partitionOf(entry);
    for (;;) {
      const chain = await ports.readChain(entry);
      const draft = next(chain);
      if (!draft) return undefined;
      const positions = positionsOf(partition);
      const mark = { batch, index: positions.next++ };
      const correction = withMark(inChain(chain, draft, ports.clock.now()), mark);
      const found = await ports.ledger.putEntry(correction);
      const own = found?.mark.batch === batch && found.mark.index === mark.index;
      // Another correction has this place: the next one is made anew from the chain with it.
      if (found && !own) continue;
      positions.written++;
      return correction;
    }
  };
  return {
    append,
    async reprice(entry, target, reason) {
      const correction = await append(entry, (chain) => {
        const wanted = target(chain);
        const current = currentPrice(chain);
        const differs = wanted && (wanted.cost !== current.cost || wanted.status !== current.status);
        return differs ? priceDraft(chain, current, wanted, reason) : undefined;
      });
      return correction?.cost ?? ZERO_USD;
    },
    async finish() {
      for (const [partition, { written }] of used) {
        if (written > 0) await ports.ledger.writeTally(batch, partition, written);
      }
    },
  };
}

/** The id that the next correction of a chain has. */
export function nextCorrectionId({ entry, corrections }: EntryChain): string {
  return `${entry.id}~a${String(corrections.length + 1).padStart(4, '0')}`;
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

function priceDraft(
  chain: EntryChain,
  current: CurrentPrice,
  target: TargetPrice,
  reason: string,
): CorrectionDraft {
  const id = nextCorrectionId(chain);
  const unpriced = unpricedCount(target.status) - unpricedCount(current.status);
  const difference = minus(target.cost, current.cost);
  const reportedCost = standing(chain)?.reportedCost;
  const measures = measureChange({ ...current, reportedCost }, { ...target, reportedCost });
  return {
    lines: correctionLines(difference, current.lines, target.lines),
    cost: difference,
    status: target.status,
    catalogueVersion: target.catalogueVersion,
    known: target.known,
    providerKnown: target.known || chain.entry.providerKnown,
    approximate: target.approximate,
    sourceHash: sourceHash(id, 0),
    contentHash: contentHash({ id, reason }),
    reason,
    adjusts: { events: 0, unpriced, ...(measures && { usage: measures }) },
  };
}
