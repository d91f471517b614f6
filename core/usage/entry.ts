import type { PicoUsd, Quantity } from '../money/decimal.ts';
import type { PricedLine } from '../pricing/price-book.ts';
import type { Day, Instant } from '../time/ledger-time.ts';

/** `unpriced` is a status, never a cost of 0; `reported` counts the sender's figure where no price exists. */
export type EntryStatus = 'priced' | 'unpriced' | 'reported';

/** Something that costs are attributed to: an episode, a session, a podcast, a campaign. */
export interface Reference {
  readonly type: string;
  readonly id: string;
}

/**
 * Where the aggregator ticks an entry off: bit `index` of the mark of recorder batch `batch` and the
 * item's partition. Bit set if and only if the item's deltas are in all its totals.
 */
export interface MarkPosition {
  readonly batch: string;
  readonly index: number;
}

/** Identity of an entry: the ledger day of `occurredAt` with its lane, and the sender's id. */
export interface EntryKey {
  readonly day: Day;
  readonly lane: number;
  readonly id: string;
}

/**
 * One line of the ledger. Amounts, usage, time and key never change once it is written; corrections are
 * new entries that name this one in `correctionOf`.
 */
export interface Entry extends EntryKey {
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly mark: MarkPosition;
  readonly provider: string;
  readonly service: string;
  readonly model: string;
  readonly region?: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly usage: Readonly<Record<string, Quantity>>;
  readonly lines: readonly PricedLine[];
  readonly cost: PicoUsd;
  readonly status: EntryStatus;
  readonly reportedCost?: PicoUsd | undefined;
  readonly userId?: string | undefined;
  readonly resource?: Reference | undefined;
  readonly group?: Reference | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly operation?: string | undefined;
  readonly outcome?: string | undefined;
  readonly attempt?: number | undefined;
  readonly holdId?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly catalogueVersion: string;
  /** The catalogue knows provider and model; else breakdowns of users and resources say `unknown`. */
  readonly known: boolean;
  /** The catalogue knows the provider at least; absent for a known model. */
  readonly providerKnown?: boolean | undefined;
  readonly approximate: boolean;
  /** Names of the tags that have totals, as configured when the entry was recorded. */
  readonly trackedTags: readonly string[];
  /** Lane of the user's day item, as configured when the entry was recorded. */
  readonly userLane: number;
  /** 16 bytes: message and position that brought the entry; tells a redelivery from a duplicate. */
  readonly sourceHash: Uint8Array;
  /** 16 bytes: content as received; tells a duplicate from a conflict. */
  readonly contentHash: Uint8Array;
  readonly correctionOf?: string | undefined;
  /** Why a correction was made. */
  readonly reason?: string | undefined;
  /** What an adjustment adds to the counts; 1 and the status decide for usage entries. */
  readonly adjusts?: { readonly events: number; readonly unpriced: number } | undefined;
  /** Epoch seconds after which the entry may be deleted; absent: kept for ever. */
  readonly expiresAt?: number | undefined;
}

export type OutcomeKind = 'duplicate' | 'conflict' | 'rejected' | 'unreadable';

/** A ledger record of something that did not become an entry: what, why, and the body to redrive. */
export interface Outcome {
  readonly kind: OutcomeKind;
  /** Day of the message, stable through redeliveries. */
  readonly day: Day;
  readonly messageId: string;
  /** Position of the event in its message. */
  readonly index: number;
  readonly recordedAt: Instant;
  /** Absent for `unreadable`, which is not counted: its record stays open until a replay succeeds. */
  readonly mark?: MarkPosition | undefined;
  readonly eventId?: string | undefined;
  readonly reason: string;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
  /** The event as received; absent when it is kept in the bucket under `bodyKey`. */
  readonly body?: string | undefined;
  readonly bodyKey?: string | undefined;
}
