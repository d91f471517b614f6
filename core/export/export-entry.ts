import {
  type EntryFieldRows,
  type ExportedField,
  EXPORTED_FIELDS,
} from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { isoTime } from '../time/ledger-time.ts';
import { minus, type Quantity, ZERO_QUANTITY } from '../money/decimal.ts';
import type { Entry } from '../usage/entry.ts';
import { addedUsage, unpricedCount } from '../usage/measures.ts';

type Quantities = Readonly<Record<string, Quantity>>;

/**
 * What reports need of a ledger entry: its exported fields, times as ISO 8601 in UTC. Σ lines is the cost unless
 * the entry is `reported` or a correction. `usage` is what the entry brings to sums, so that those of a file are right:
 * that of a void is negative, a correction of the price has none.
 */
export type ExportEntry = {
  readonly [Name in ExportedField]: EntryFieldRows[Name]['kind'] extends 'time' ? string : Entry[Name];
} & {
  /** What waits for a price since this entry; negative: what no longer does since this correction. */
  readonly waiting: Quantities;
};

/** Looked up once: exports have millions of entries. */
const SHOWN = EXPORTED_FIELDS.map((name) => ({ name, isTime: ENTRY_FIELDS[name].kind === 'time' }));

/** Every field in its place before it is copied: the engine then keeps one shape for all. */
const NOTHING_SHOWN = Object.fromEntries([...EXPORTED_FIELDS, 'waiting'].map((name) => [name, undefined]));

/** An entry of the ledger as reports show it. */
export function exportEntry(entry: Entry): ExportEntry {
  const shown: Record<string, unknown> = { ...NOTHING_SHOWN };
  for (const { name, isTime } of SHOWN) {
    const value = entry[name];
    shown[name] = isTime ? isoTime(value as number) : value;
  }
  shown['usage'] = addedUsage(entry);
  shown['waiting'] = waitingUsage(entry);
  return shown as ExportEntry;
}

const NONE: Quantities = {};

/** The parts without a line while an entry waits for a price; of a correction, what it changes of them. */
function waitingUsage({ usage, lines, status, adjusts, correctionOf }: Entry): Quantities {
  const isWaiting = unpricedCount(status);
  const wasWaiting = correctionOf === undefined ? 0 : isWaiting - (adjusts?.unpriced ?? 0);
  if (isWaiting === 0 && wasWaiting === 0) return NONE;
  // A correction takes every line back that was there, and books what there is now.
  const priced = new Set(lines.filter(({ quantity }) => quantity >= 0n).map(({ unit }) => unit));
  const wasPriced = new Set(lines.filter(({ quantity }) => quantity < 0n).map(({ unit }) => unit));
  const changes: Record<string, Quantity> = {};
  for (const [unit, quantity] of Object.entries(usage)) {
    const now = isWaiting === 1 && !priced.has(unit) ? quantity : ZERO_QUANTITY;
    const before = wasWaiting === 1 && !wasPriced.has(unit) ? quantity : ZERO_QUANTITY;
    const change = minus(now, before);
    if (change !== 0n) changes[unit] = change;
  }
  return changes;
}
