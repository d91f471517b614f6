import { ONE, type PicoUsd, picoUsd, ZERO_QUANTITY, ZERO_USD } from '../../core/money/decimal.ts';
import type { PriceBook } from '../../core/pricing/price-book.ts';
import { beginCorrections } from '../../core/usage/correction-batch.ts';
import { type EntryChain, repriced } from '../../core/usage/entry-chain.ts';
import type { Entry } from '../../core/usage/entry.ts';
import { anEntry } from '../../testing/factories.ts';
import { MemoryLedger } from './memory-ledger.ts';

/** Lanes of totals on the day of made entries. */
export const LANES = { lanes: [{ from: anEntry({}).day, count: 4 }] };

/** So many picodollars for each input token; nothing else has a price. */
export function bookOf(each: PicoUsd): PriceBook {
  return {
    version: 'test',
    price: ({ usage, service }) => {
      const quantity = usage['input_tokens'];
      const cost = picoUsd(((quantity ?? 0n) * each) / ONE);
      const line = {
        unit: 'input_tokens',
        quantity: quantity ?? ZERO_QUANTITY,
        unitPrice: each,
        per: ONE,
        cost,
        priceId: 'p',
      };
      return {
        status: quantity === undefined ? 'unpriced' : 'priced',
        lines: quantity === undefined ? [] : [line],
        cost: quantity === undefined ? ZERO_USD : cost,
        unpriced: quantity === undefined ? Object.keys(usage) : [],
        service: service ?? 'llm',
        known: true,
        approximate: false,
        catalogueVersion: 'test',
      };
    },
  };
}

/** A ledger in memory, its chains, and what all its entries add to the totals. */
export function ledgerOf(entries: readonly Entry[]) {
  const ledger = new MemoryLedger();
  for (const entry of entries) ledger.entries.set(`${ledger.partitionOf(entry)} ${entry.id}`, entry);
  const all = () => [...ledger.entries.values()];
  const chainOf = (entry: Entry): EntryChain => ({
    entry,
    corrections: all().filter(({ day, correctionOf }) => day === entry.day && correctionOf === entry.id),
  });
  let batches = 0;
  const newBatch = () =>
    beginCorrections(
      {
        ledger,
        readChain: (entry) => Promise.resolve(chainOf(entry)),
        clock: { now: () => 1_800_000_000_000 },
      },
      `batch-${batches++}`,
    );
  return { ledger, all, chainOf, newBatch };
}

/** A recorded entry of some usage, at 7 picodollars for each input token. */
export function entryOf(index: number, made: { usage: Entry['usage']; userId: string | undefined }): Entry {
  const price = repriced(anEntry({ ...made }), bookOf(picoUsd(7n)));
  return anEntry({
    ...made,
    id: `e${index}`,
    mark: { batch: 'recorded', index },
    lines: price.lines,
    cost: price.cost,
    status: price.status,
    resource: { type: 'episode', id: `ep-${index % 2}` },
    tags: { tier: 'gold' },
    trackedTags: ['tier'],
  });
}
