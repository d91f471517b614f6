import type { PriceBook } from '../pricing/price-book.ts';
import type { Clock, Day, Instant } from '../time/ledger-time.ts';
import type { Entry, EntryKey, MarkPosition, Outcome } from './entry.ts';
import type { UserHider } from './hide-users.ts';
import type { UsageHistory } from './magnitude-guard.ts';
import type { ImportStore } from './import-window.ts';

/** What of an entry or an outcome its key is made of. */
export type PlacedItem = EntryKey | Pick<Outcome, 'kind' | 'day' | 'messageId' | 'index'>;

/** What a put found where the entry should go. */
export interface ExistingEntry {
  readonly mark: MarkPosition;
  readonly sourceHash: Uint8Array;
  readonly contentHash: Uint8Array;
  /** The way that reported its call, where a message said one. */
  readonly via: string | undefined;
}

/** Writes to the ledger; every write may be repeated. Methods reject on outages. */
export interface LedgerWriter {
  /**
   * Puts the entry if its key is free; answers undefined, or what is there already. Rejects with an
   * InvalidInputError when such an entry can never be stored.
   */
  putEntry(entry: Entry): Promise<ExistingEntry | undefined>;
  /** What is there already where an entry would go. */
  findEntry(key: EntryKey): Promise<ExistingEntry | undefined>;
  /** Puts the outcome if its key is free; answers whether this call wrote it. */
  putOutcome(outcome: Outcome): Promise<boolean>;
  /** Notes how many positions a recorder batch used in one partition: the tally `/status` reads. */
  writeTally(batch: string, partition: string, count: number): Promise<void>;
  /** Partition of an entry or outcome, as marks name it. */
  partitionOf(item: PlacedItem): string;
  /** Remembers that the ledger holds something of this day; called before an entry of it is put. */
  noteDay(day: Day, at: Instant): Promise<void>;
}

/** What corrections need beside. */
export interface CorrectionWriter extends LedgerWriter {
  /** Puts entries, all or none; answers whether their keys were free. */
  putTogether(entries: readonly Entry[]): Promise<boolean>;
}

/** Keeps raw bodies that are too large for an item; answers the key to find them by. */
export interface BodyStore {
  putBody(key: string, body: string): Promise<void>;
}

/** The price book valid now, with the overrides of the ledger. */
export interface PriceBookSource {
  current(): Promise<PriceBook>;
}

/** Work that can be seen: each event, no amounts. */
export interface UsageLog {
  recorded(event: {
    id: string;
    /** Where the sender gave one. */
    correlationId?: string | undefined;
    provider: string;
    model: string;
    status: string;
  }): void;
}

export interface UsagePorts {
  readonly ledger: LedgerWriter;
  readonly bodies: BodyStore;
  readonly prices: PriceBookSource;
  readonly clock: Clock;
  readonly log: UsageLog;
  /** The open import; asked only about old events that say they belong to one. */
  readonly imports?: Pick<ImportStore, 'read'> | undefined;
  /** How many lanes totals have now; absent: one. */
  readonly totalLanes?: (() => Promise<number>) | undefined;
  /** Only where the stage keeps hashes of user ids: nothing is written before it has answered. */
  readonly users?: UserHider | undefined;
  /** Only where the stage keeps what is far beyond the usual aside. */
  readonly guard?: { readonly factor: number; readonly history: UsageHistory } | undefined;
}
