import { type PicoUsd, plus } from '../money/decimal.ts';
import type { PriceBook, PricedLine } from '../pricing/price-book.ts';
import type { Entry } from './entry.ts';
import type { EntryStatus } from '../../contracts/usage-vocabulary.ts';
import { priceUsage } from './price-usage.ts';

/** An entry with the corrections made to it so far, oldest first. */
export interface EntryChain {
  readonly entry: Entry;
  readonly corrections: readonly Entry[];
}

/** An entry with its corrections. */
export interface CurrentPrice {
  readonly cost: PicoUsd;
  readonly status: EntryStatus;
  readonly lines: readonly PricedLine[];
}

/** What an entry should come to. */
export interface TargetPrice extends CurrentPrice {
  /** Another one than the entry's takes it out of that and books it anew under this; absent: it stays where it is. */
  readonly service?: string | undefined;
  readonly catalogueVersion: string;
  readonly known: boolean;
  readonly approximate: boolean;
}

/**
 * The entry after its corrections: who and how much a correction made of it, what it costs now.
 * Undefined when it was voided.
 */
export function standing(chain: EntryChain): Entry | undefined {
  const { entry, corrections } = chain;
  const events = corrections.reduce((sum, { adjusts }) => sum + (adjusts?.events ?? 0), 1);
  if (events === 0) return undefined;
  const { service, userId, userLane, usage, reportedCost } =
    corrections.findLast(({ adjusts }) => adjusts?.events === 1) ?? entry;
  const { catalogueVersion, known, providerKnown, approximate } = corrections.at(-1) ?? entry;
  const price = { catalogueVersion, known, providerKnown, approximate };
  const booked = { service, userId, userLane, usage, reportedCost };
  return { ...entry, ...booked, ...price, ...currentPrice(chain) };
}

/** What an entry costs now: its own cost and lines, or those after its last correction. */
export function currentPrice({ entry, corrections }: EntryChain): CurrentPrice {
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

/**
 * The target of an entry under a price book: priced again from its usage, at its own time, under its own service unless
 * another is named; undefined lets the prices say which.
 */
export function repriced(
  entry: Entry,
  book: PriceBook,
  { service }: { readonly service: string | undefined } = entry,
): TargetPrice {
  return priceUsage({ ...entry, service }, book);
}

/** The id that the next correction of a chain has. */
export function nextCorrectionId({ entry, corrections }: EntryChain): string {
  return `${entry.id}~a${String(corrections.length + 1).padStart(4, '0')}`;
}
