import type { EntryStatus, OutcomeKind } from '../../contracts/usage-vocabulary.ts';
import type { EntryFieldName, EntryFieldRows, KindOf } from '../../contracts/entry-field-names.ts';
import type { PicoUsd, Quantity } from '../money/decimal.ts';
import type { PricedLine } from '../pricing/price-book.ts';
import type { Day, Instant } from '../time/ledger-time.ts';

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

/** What a field of each kind holds. */
export interface FieldValues {
  readonly text: string;
  readonly day: Day;
  readonly time: Instant;
  readonly lane: number;
  readonly count: number;
  readonly amount: PicoUsd;
  readonly quantities: Readonly<Record<string, Quantity>>;
  readonly lines: readonly PricedLine[];
  readonly status: EntryStatus;
  readonly reference: Reference;
  readonly texts: Readonly<Record<string, string>>;
  readonly json: Readonly<Record<string, unknown>>;
  readonly flag: boolean;
  readonly names: readonly string[];
  readonly bytes: Uint8Array;
  readonly mark: MarkPosition;
  readonly adjusts: {
    readonly events: number;
    readonly unpriced: number;
    /** What a correction takes out or adds; a correction of the price alone has none. */
    readonly usage?: Readonly<Record<string, Quantity>> | undefined;
  };
}

/** What a field holds; undefined only where its row says that not every entry has it. */
type FieldValue<Name extends EntryFieldName> =
  | FieldValues[KindOf<Name>]
  | (EntryFieldRows[Name]['always'] extends true ? never : undefined);

/**
 * One line of the ledger, with the fields of the declaration. Amounts, usage, time and key never change once
 * it is written; corrections are new entries that name this one in `correctionOf`. No field may be left out,
 * so that a copy that forgets one does not compile.
 */
export type Entry = { readonly [Name in EntryFieldName]: FieldValue<Name> };

/** Fields that not every entry has. */
export type AbsentField = {
  [Name in EntryFieldName]: EntryFieldRows[Name]['always'] extends true ? never : Name;
}[EntryFieldName];

/** A ledger record of something that did not become an entry: what, why, and the body to redrive. */
export interface Outcome {
  readonly kind: OutcomeKind;
  /** Day of the message, stable through redeliveries. */
  readonly day: Day;
  readonly messageId: string;
  /** Position of the event in its message. */
  readonly index: number;
  readonly recordedAt: Instant;
  /** Undefined for `unreadable`, which is not counted: its record stays open until a replay succeeds. */
  readonly mark: MarkPosition | undefined;
  readonly eventId: string | undefined;
  readonly reason: string;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
  /** The event as received; undefined when it is kept in the bucket under `bodyKey`. */
  readonly body: string | undefined;
  readonly bodyKey: string | undefined;
}
