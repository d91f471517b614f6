import type { PicoUsd } from '../money/decimal.ts';
import type { Scope } from '../scopes/scope.ts';
import type { HistoryKind } from '../../contracts/scopes.ts';
import type { Day, Instant } from '../time/ledger-time.ts';
import type { MarkPosition } from '../usage/entry.ts';
import type { Contribution } from './contributions.ts';
import type { Contention } from './total-lanes.ts';

/** Names a mark: recorder batch and the partition its positions count in. */
export interface MarkKey {
  readonly batch: string;
  readonly partition: string;
}

/** What the ledger knows of a mark. */
export interface Mark {
  /** Bitmap of positions whose contributions are in all totals; undefined before the first. */
  readonly bits: Uint8Array | undefined;
}

/** One stream record, read: where it is ticked off, what it adds, and where history lists it. */
export interface LedgerRecord {
  /** The stream's sequence number, to report a failure by. */
  readonly sequence: string;
  /** A text that names the item, for logs: no content. */
  readonly name: string;
  readonly position: MarkPosition;
  readonly partition: string;
  /** Records with equal texts share most of their totals: side by side they make fewer writes. */
  readonly affinity: string;
  readonly contributions: readonly Contribution[];
  readonly listings: readonly HistoryListing[];
  /** The hold that an entry names, with what it cost; undefined cost: it has no price yet. */
  readonly hold?: { readonly id: string; readonly cost: PicoUsd | undefined } | undefined;
  /** What the sender calls its request, or the entry's id; undefined for outcomes. */
  readonly correlationId?: string | undefined;
}

/** Whose history lists an entry, and at which hour of the ledger. */
export interface HistoryListing {
  readonly of: Scope<HistoryKind>;
  readonly day: Day;
  readonly hour: string;
  readonly occurredAt: Instant;
  readonly lane: number;
  readonly id: string;
}

/** Bits to set in one mark, on the condition that it was not changed since it was read. */
export interface MarkUpdate {
  readonly key: MarkKey;
  readonly seen: Uint8Array | undefined;
  readonly bits: Uint8Array;
}

/**
 * `changed`: another writer was first at these marks, read them again. `busy`: throttled, or met other
 * transactions, at every try. `unwritable`: this content can never be written.
 */
export type CommitResult = 'committed' | 'busy' | 'unwritable' | { readonly changed: readonly MarkKey[] };

/** Writes of the aggregator. Methods reject on outages. */
export interface TotalsWriter {
  readMarks(keys: readonly MarkKey[]): Promise<Map<string, Mark>>;
  /** Lists entries in their histories; comes before the commit, so that a set bit means listed. */
  putHistory(listings: readonly HistoryListing[]): Promise<void>;
  /** All or nothing: sets the bits and adds to every total. */
  commit(marks: readonly MarkUpdate[], totals: readonly Contribution[], at: Instant): Promise<CommitResult>;
  /** The storage key of a scope: equal texts are the same total. */
  totalKey(contribution: Contribution): string;
  /** How commits went since the last question. */
  takeContention(): Contention;
}

/** The text that names a mark in maps. */
export function markName({ batch, partition }: MarkKey): string {
  return `${batch}#${partition}`;
}
