import type { ChangeKind, PackStatus } from '../../contracts/price-vocabulary.ts';
import type { WithdrawnRow } from '../../contracts/price-pack.ts';
import type { CanaryResult } from '../pricing/canary-result.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { PackedPrices } from '../pricing/packed-prices.ts';

/** A change as it is shown; prices for `per` units. */
export interface ShownChange {
  readonly provider: string;
  readonly model: string;
  readonly unit: string;
  readonly kind: ChangeKind;
  readonly beforeUsd: string | null;
  readonly afterUsd: string | null;
  readonly per: string;
  readonly from: string | null;
}

/** What prices are in force: those of a pack, or of the deployment where both are null. */
export interface PricesInForce {
  /** The pack that holds as a whole. */
  readonly version: number | null;
  /** Name of the content that functions load: a pack's, or a pack's with the additions of a held one. */
  readonly content: string | null;
  /** When that content was published; null for the deployment's. */
  readonly publishedAt: string | null;
}

export const BUILT_IN: PricesInForce = { version: null, content: null, publishedAt: null };

/** What became of a file that a look found. */
export interface PackRecord {
  /** The pack's; of an unsigned file, what it claims or 0. */
  readonly version: number;
  readonly digest: string;
  readonly publishedAt: string | null;
  readonly takenAt: Instant;
  readonly status: PackStatus;
  readonly reason: string;
  readonly changes: readonly ShownChange[];
  /** How many of each kind there are, with those that are not shown. */
  readonly counts: Readonly<Record<ChangeKind, number>>;
  readonly canary: CanaryResult | null;
  /** The last seven days are being replayed. */
  readonly isReplaying: boolean;
  /** What second sources say against it: a person decides, whatever the last days cost. */
  readonly doubts: readonly string[];
  /** Its content, and the one with its additions alone. */
  readonly content: string | null;
  readonly additions: string | null;
  /** What was in force before it. */
  readonly previous: PricesInForce;
}

/** What no number of records that came since may push out. */
export interface PackMemory {
  /** The highest version that was sound; 0 where none was. */
  readonly highest: number;
  /** Rows that were announced and cancelled since. */
  readonly withdrawn: readonly WithdrawnRow[];
}

/** Keeps packs, and which of them is in force. Methods reject on outages. */
export interface PackStore {
  inForce(): Promise<PricesInForce>;
  /** Names what is in force, if it is still what was `seen`; answers false when it was changed meanwhile. */
  putInForce(next: PricesInForce, seen: PricesInForce): Promise<boolean>;
  /** A content that was kept. Throws an Error where it is gone. */
  content(name: string): Promise<PackedPrices>;
  keepContent(name: string, prices: PackedPrices): Promise<void>;
  memory(): Promise<PackMemory>;
  remember(memory: PackMemory): Promise<void>;
  /** Records of verified packs, the highest version first, and of other files, the newest first. */
  list(most: number): Promise<{ packs: PackRecord[]; others: PackRecord[] }>;
  read(version: number): Promise<PackRecord | undefined>;
  /** Puts the record of a verified pack in the place of an earlier one of its version. */
  keep(record: PackRecord): Promise<void>;
  /** Notes a file that is not accepted as a pack; the record expires after a month. */
  noteOther(record: PackRecord): Promise<void>;
}
