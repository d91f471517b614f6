import { ENTRY_FIELDS } from '../contracts/entry-fields.ts';
import type { AbsentField, Entry } from '../core/usage/entry.ts';

/** An entry's fields that may be undefined, undefined. */
export const NOTHING_SAID = Object.fromEntries(
  Object.entries(ENTRY_FIELDS).flatMap(([name, { always }]) => (always ? [] : [[name, undefined]])),
) as Pick<Entry, AbsentField>;
