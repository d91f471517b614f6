import type { OverrideChange } from './override.ts';
import type { PriceRow } from './price-row.ts';

/** Where overrides are kept: append-only rows of which only the end changes. */
export interface OverrideStore {
  /** Raised by every change, consistently read: who knows this version knows the rows. */
  version(): Promise<string>;
  /** All rows, closed ones included: old events are priced by them. */
  load(): Promise<PriceRow[]>;
  /** The new row and the end of the one before it, both or none; ConflictError when somebody was faster. */
  save(change: OverrideChange): Promise<void>;
  /** Sets a row's end; ConflictError when it is not as `seen` any more. */
  close(row: PriceRow, seen: PriceRow): Promise<void>;
}
