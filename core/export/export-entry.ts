import {
  type EntryFieldRows,
  type ExportedField,
  EXPORTED_FIELDS,
} from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { isoTime } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';

/**
 * What reports need of a ledger entry: its exported fields, times as ISO 8601 in UTC. Σ lines is the cost unless
 * the entry is `reported` or a correction.
 */
export type ExportEntry = {
  readonly [Name in ExportedField]: EntryFieldRows[Name]['kind'] extends 'time' ? string : Entry[Name];
};

/** Looked up once: exports have millions of entries. */
const SHOWN = EXPORTED_FIELDS.map((name) => ({ name, isTime: ENTRY_FIELDS[name].kind === 'time' }));

/** Every field in its place before it is copied: the engine then keeps one shape for all. */
const NOTHING_SHOWN = Object.fromEntries(EXPORTED_FIELDS.map((name) => [name, undefined]));

/** An entry of the ledger as reports show it. */
export function exportEntry(entry: Entry): ExportEntry {
  const shown: Record<string, unknown> = { ...NOTHING_SHOWN };
  for (const { name, isTime } of SHOWN) {
    const value = entry[name];
    shown[name] = isTime ? isoTime(value as number) : value;
  }
  return shown as ExportEntry;
}
