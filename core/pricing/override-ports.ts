import type { OverrideChange } from './override.ts';
import type { PriceAlias } from './price-alias.ts';
import type { PriceChange } from './price-change.ts';
import type { PriceRow } from './price-row.ts';

/** Where overrides are kept: append-only rows of which only the end changes. */
export interface OverrideStore {
  /** Raised by every change, consistently read: rows that were read at this version are current. */
  version(): Promise<string>;
  /** All rows, closed ones included: old events are priced by them. */
  load(): Promise<PriceRow[]>;
  /**
   * The new row, the end of the one before it and the record of both, all or none. Answers false when the version is
   * not `seen` any more: overrides were changed meanwhile. ConflictError where the row exists with an end.
   */
  save(change: OverrideChange, seen: string, record?: PriceChange): Promise<boolean>;
  /** Every price that was sent, in any order. */
  changes(): Promise<PriceChange[]>;
  change(id: string): Promise<PriceChange | undefined>;
  /** Rows and records in the place of what they were, all or none; false as save does. */
  put(rows: readonly PriceRow[], records: readonly PriceChange[], seen: string): Promise<boolean>;
  /** Aliases that admins stored, ended ones included. */
  aliases(): Promise<PriceAlias[]>;
  /** Stores an alias in the place of one of its id; false as save does. */
  saveAlias(alias: PriceAlias, seen: string): Promise<boolean>;
  /** Sets a row's end; false as save does. */
  close(row: PriceRow, seen: string): Promise<boolean>;
}
