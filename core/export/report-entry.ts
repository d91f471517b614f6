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
 * the entry is `reported` or an adjustment.
 */
export type ReportEntry = {
  readonly [Name in ExportedField]: EntryFieldRows[Name]['kind'] extends 'time' ? string : Entry[Name];
};

/** An entry of the ledger as reports show it. */
export function reportEntry(entry: Entry): ReportEntry {
  const shown: Record<string, unknown> = {};
  for (const name of EXPORTED_FIELDS) {
    const value = entry[name];
    shown[name] = ENTRY_FIELDS[name].kind === 'time' ? isoTime(value as number) : value;
  }
  return shown as ReportEntry;
}
