import type { HoldStatus } from '../../contracts/budget-vocabulary.ts';
import type { HeldKey, HeldStore, SpendReader } from '../budgets/budget-ports.ts';
import type { PicoUsd } from '../money/decimal.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import type { Subject } from '../scopes/scopes-of.ts';
import type { Clock, Instant } from '../time/ledger-time.ts';

/** What one lane of a key holds ahead: left of an amount that the key holds until `minute`. */
export interface Ahead {
  readonly amount: PicoUsd;
  readonly minute: number;
}

/** One lane of a key. */
export interface LaneKey {
  readonly key: HeldKey;
  readonly lane: number;
}

/** Amounts held ahead, so that many calls need not write one item. Writes are sent once, as held amounts are. */
export interface AheadStore {
  /** Takes from a lane when it has enough and holds it beyond `minute`; answers until when. */
  take(
    lane: LaneKey,
    amount: PicoUsd,
    minute: number,
  ): Promise<{ readonly until: number } | { readonly seen: Ahead | undefined }>;
  /** Puts `next` in the place of what was seen, if that is still there. */
  replace(lane: LaneKey, seen: Ahead | undefined, next: Ahead): Promise<boolean>;
}

/** A part of a hold: what one budget holds for it, and until which minute. */
export interface HoldPart {
  readonly key: HeldKey;
  readonly amount: PicoUsd;
  readonly minute: number;
  /** The hold above it whose own part this is; undefined: its own. */
  readonly from?: string | undefined;
}

/** The call that a hold was made for, as far as its caller told. */
export type HeldCall = Pick<Subject, 'provider' | 'service' | 'model' | 'resource' | 'group'>;

/** What a parent has set aside of its amount: for the children that are open, and what others of them cost. */
export interface HoldPool {
  readonly taken: PicoUsd;
  /** The open ones, by their own part of their ids. */
  readonly children: ReadonlyMap<string, HeldChild>;
}

/** What a child holds of its parent. */
export interface HeldChild {
  readonly amount: PicoUsd;
  /** When it goes back by itself; undefined once usage names the child. */
  readonly minute: number | undefined;
}

/** What a caller was allowed to spend, once. */
export interface Hold {
  /** A ULID; of a child its parent's id, a dot and a ULID. */
  readonly id: string;
  readonly status: HoldStatus;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly estimate: PicoUsd;
  readonly userId?: string | undefined;
  /** Undefined for holds from before it was kept. */
  readonly call?: HeldCall | undefined;
  readonly parts: readonly HoldPart[];
  /** Undefined for a hold that no other may name as its parent. */
  readonly pool?: HoldPool | undefined;
  /** What a settled child cost. */
  readonly cost?: PicoUsd | undefined;
}

/**
 * What parents keep of their children, in the item of the parent. Every write but `take` and `giveBackFor` may be
 * repeated: it says nothing more the second time.
 */
export interface HoldPoolStore {
  /** Takes a child's amount while the parent is open and has it; else answers the parent as it is. Sent once. */
  take(
    parent: Hold,
    childId: string,
    child: Required<HeldChild>,
  ): Promise<{ readonly now: Hold | undefined } | 'taken'>;
  /**
   * Takes a child out of its open parent and gives `rest` of its amount back; a rest below zero takes more.
   * @param room the most that may be taken before that
   */
  giveBack(parentId: string, childId: string, rest: PicoUsd, room?: PicoUsd): Promise<GivenBack>;
  /** Gives back what is left below a child that has been taken out already. Sent once. */
  giveBackFor(parentId: string, childId: string, rest: PicoUsd): Promise<GivenBack>;
  /** What a child holds no longer goes back by its time: usage names it. */
  keep(parentId: string, childId: string): Promise<void>;
  /** Notes that usage names a child, before that is in the totals. */
  use(childId: string): Promise<void>;
  /** Ends an open child that no usage names; answers it as it is then. */
  expire(childId: string): Promise<Hold | undefined>;
}

/**
 * `ended`: the child was open when its parent ended, and nothing was given back; `refused`: the child is not among
 * the parent's, or still among them, or the parent is full.
 */
export type GivenBack = 'done' | 'ended' | 'refused';

/** Keeps holds. Ids are ULIDs: their time is part of them. Rejects on outages. */
export interface HoldStore {
  readonly pools: HoldPoolStore;
  put(hold: Hold): Promise<void>;
  get(id: string): Promise<Hold | undefined>;
  /** OPEN to `status`; the one caller that did it gets the hold. Sent once, never repeated. */
  close(
    id: string,
    status: Exclude<HoldStatus, 'OPEN' | 'EXPIRED'>,
    cost?: PicoUsd,
  ): Promise<Hold | undefined>;
  /**
   * Holds made in the hour of an instant, newest first, read as they are asked for; `before`: those with a lesser id.
   */
  madeInHour(at: Instant, before?: string): AsyncIterable<Hold>;
  /** Those of a user that were made in the hour of an instant and are open; read consistently. */
  openOf(userId: string, at: Instant): Promise<Hold[]>;
}

/** Work of the gate that can be seen, without amounts. */
export interface GateLog {
  /** A give-back failed or its answer was lost; the amount goes at its minute. */
  leftToExpiry(event: { readonly what: string; readonly error: unknown }): void;
}

export interface HoldPorts {
  readonly held: HeldStore;
  readonly holds: HoldStore;
  readonly log: GateLog;
}

/** Prices for a call that reads their version itself, beside what it must read anyway. Rejects on outages. */
interface GatePrices {
  /** The book as it was last read; the first call reads it. `version` is absent where it cannot move. */
  last(): Promise<{ readonly version?: string | undefined; readonly book: PriceBook }>;
  /** Reads the version, and the book where it moved. */
  current(): Promise<PriceBook>;
}

export interface GatePorts extends HoldPorts {
  readonly ahead: AheadStore;
  readonly spend: SpendReader;
  readonly prices: GatePrices;
  readonly clock: Clock;
  /** A new ULID. */
  readonly newId: () => string;
  /** From 0 to 1. */
  readonly random: () => number;
}
