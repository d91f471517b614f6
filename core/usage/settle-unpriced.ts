import { inBatches } from '../in-batches.ts';
import { type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import type { Day } from '../time/ledger-time.ts';
import { type CorrectionBatch } from './correction-batch.ts';
import { type EntryChain, repriced, standing, type TargetPrice } from './entry-chain.ts';
import type { Entry } from './entry.ts';

/** Unpriced entries of one day, provider and model; the organisation's totals know where there are any. */
export interface UnpricedCell {
  readonly day: Day;
  readonly provider: string;
  readonly model: string;
}

export interface Settlement {
  readonly settled: number;
  readonly booked: PicoUsd;
}

/** What an event without a service is booked under where its model is not known. */
const UNKNOWN_SERVICE = 'other';

const REASON = 'a price for its time arrived';

/** What a late price makes of an unpriced entry; undefined while the book still has nothing new for it. */
function settlementTarget(book: PriceBook) {
  return (chain: EntryChain): TargetPrice | undefined => {
    const current = standing(chain);
    if (current?.status !== 'unpriced') return undefined;
    // Nobody said what it was of, so whoever prices it says that too.
    const isOfNone = current.service === UNKNOWN_SERVICE && !chain.entry.known;
    return repriced(current, book, isOfNone ? { service: undefined } : current);
  };
}

/**
 * Settles the unpriced entries of a cell under a price book: each gets a correction that brings its totals
 * right, and where its model was not known and its service neither, under the service of the price. Entries the book
 * still cannot price stay as they are. Running twice books nothing twice.
 */
export async function settleCell(
  entries: AsyncIterable<readonly Entry[]>,
  book: PriceBook,
  batch: CorrectionBatch,
): Promise<Settlement> {
  let settled = 0;
  let booked = ZERO_USD;
  const target = settlementTarget(book);
  for await (const page of entries) {
    const originals = page.filter((entry) => entry.correctionOf === undefined);
    const differences = await inBatches(originals, (entry) => batch.reprice(entry, target, REASON));
    settled += differences.filter((difference) => difference !== 0n).length;
    booked = differences.reduce(plus, booked);
  }
  return { settled, booked };
}
