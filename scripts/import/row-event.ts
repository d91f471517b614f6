import { createHash } from 'node:crypto';
import { SERVICES } from '../../contracts/usage-vocabulary.ts';
import { billDecimal } from '../../core/bills/formats/bill-row.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import type { ImportMap, Source } from './import-map.ts';

/** Cells of a row by column, names in lower case. */
export type Row = Readonly<Record<string, string>>;

/** A usage message of a row; what it lacks is for the check of all messages to say. */
export type RowEvent = Readonly<Record<string, unknown>>;

export interface RowOptions {
  readonly map: ImportMap;
  /** Tells the rows of this table from those of others; part of every id. */
  readonly table: string;
  /** Owner of rows without one; absent: work of the system. */
  readonly defaultUser?: string | undefined;
}

/** The message of one row; `twin` tells rows with equal cells apart where no column identifies them. */
export function rowEvent(row: Row, { map, table, defaultUser }: RowOptions, twin: number): RowEvent {
  const read = (from: Source | undefined) => (from === undefined ? undefined : cellOf(row, from));
  const service = read(map.service)?.toLowerCase();
  return dropEmpty({
    id: idOf(row, read(map.id), table, twin),
    occurredAt: timeOf(read(map.occurredAt)),
    provider: read(map.provider)?.toLowerCase(),
    service: SERVICES.some((known) => known === service) ? service : undefined,
    model: read(map.model),
    region: read(map.region),
    operation: read(map.operation),
    userId: read(map.userId) ?? defaultUser,
    outcome: read(map.outcome),
    reportedCostUsd: decimalOf(read(map.reportedCostUsd)?.replace(/^\$/, '')),
    resource: referenceOf(read(map.resource?.type), read(map.resource?.id)),
    group: referenceOf(read(map.group?.type), read(map.group?.id)),
    usage: usageOf(map, read),
    tags: named(map.tags, read),
    metadata: named(map.metadata, read),
  });
}

function cellOf(row: Row, from: Source): string | undefined {
  if (typeof from === 'object' && 'value' in from) return from.value;
  for (const name of typeof from === 'string' ? [from] : from) {
    const text = row[name.toLowerCase()] ?? jsonCell(row, name);
    if (text !== undefined && text.trim() !== '' && text !== 'NULL' && text !== '\\N') return text.trim();
  }
  return undefined;
}

/** `metadata.model`: a field of the JSON in a column. */
function jsonCell(row: Row, name: string): string | undefined {
  const dot = name.indexOf('.');
  const text = dot < 0 ? undefined : row[name.slice(0, dot).toLowerCase()];
  if (text === undefined || !/^\s*\{/.test(text)) return undefined;
  try {
    const value = (JSON.parse(text) as Record<string, unknown>)[name.slice(dot + 1)];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  } catch {
    // Not JSON after all: the field is not there.
    return undefined;
  }
}

/** The same row gets the same id in every run; what is in the ledger already is a duplicate. */
function idOf(row: Row, key: string | undefined, table: string, twin: number): string {
  const identity = key === undefined ? [table, rowKey(row), twin] : [table, key];
  return `import-${createHash('sha256').update(JSON.stringify(identity)).digest('base64url').slice(0, 32)}`;
}

/** All cells of a row as one text. */
export function rowKey(row: Row): string {
  return JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** ISO times with or without zone (UTC then), and seconds or milliseconds since 1970. */
function timeOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^\d{10}(\.\d+)?$/.test(text)) return new Date(Math.round(Number(text) * 1000)).toISOString();
  if (/^\d{13}$/.test(text)) return new Date(Number(text)).toISOString();
  const iso = text
    .replace(' ', 'T')
    .replace(/\s+/, '')
    .replace(/UTC$/, 'Z')
    .replace(/(T.*[+-]\d{2})$/, '$1:00');
  const complete = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? `${iso}T00:00:00` : iso;
  const at = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(complete) ? complete : `${complete}Z`);
  return Number.isNaN(at) ? text : new Date(at).toISOString();
}

/** A number as a decimal string with at most 12 decimals; text that is none stays, and is rejected later. */
function decimalOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const value = billDecimal(text);
  return value === undefined ? text : formatDecimal(value);
}

function referenceOf(type: string | undefined, id: string | undefined): object | undefined {
  return type === undefined || id === undefined ? undefined : { type, id };
}

function usageOf(map: ImportMap, read: (from: Source) => string | undefined): object {
  const parts = Object.entries(map.usage ?? {}).flatMap(([unit, from]) => {
    const quantity = decimalOf(read(from));
    return quantity === undefined ? [] : [[unit, quantity] as const];
  });
  if (parts.length > 0 || map.quantity === undefined) return Object.fromEntries(parts);
  const amount = decimalOf(read(map.quantity.amount));
  const unit = unitOf(read(map.quantity.unit) ?? 'units');
  return amount === undefined ? {} : { [unit]: amount };
}

/** `GB-Seconds` is `gb_seconds`: names of parts are lower case letters, digits and `_`. */
function unitOf(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return (/^[a-z]/.test(plain) ? plain : `unit_${plain}`).slice(0, 64);
}

function named(
  sources: Readonly<Record<string, Source>> | undefined,
  read: (from: Source) => string | undefined,
): Record<string, string> | undefined {
  const found = Object.entries(sources ?? {}).flatMap(([name, from]) => {
    const text = read(from);
    return text === undefined ? [] : [[name, text] as const];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

function dropEmpty(event: Record<string, unknown>): RowEvent {
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));
}
