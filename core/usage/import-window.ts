import type { Day, Instant } from '../time/ledger-time.ts';

/** While an import is open, messages that say they belong to one may hold events from `from` on. */
export interface ImportWindow {
  readonly from: Day;
  /** Messages sent later are no part of it. */
  readonly until: Instant;
  /** Who opened it. */
  readonly by: string;
}

/** Keeps the one open import. Methods reject on outages. */
export interface ImportStore {
  read(): Promise<ImportWindow | undefined>;
  open(window: ImportWindow): Promise<void>;
  close(): Promise<void>;
}

/**
 * True for a message that says it is part of an import, `{"import": true, "events": […]}`. Any sender may say
 * so: it counts only while an administrator has an import open.
 */
export function isImport(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'import' in content && content.import === true;
}
