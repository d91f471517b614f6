import {
  type ExportedField,
  EXPORTED_FIELDS,
  type KindOf,
  shownName,
} from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { formatDecimal, type Quantity } from '../money/decimal.ts';
import type { FieldValues } from '../usage/entry.ts';
import { csvJson, csvText } from './csv.ts';
import type { ExportEntry } from './export-entry.ts';

/** A column of a table: its name with its cell, escaped for CSV. */
export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => string;
}

type ExportedKind = KindOf<ExportedField>;

/** What a report has of a value: times are texts. */
type ReportValues = Omit<FieldValues, 'time'> & { readonly time: string };

/** Quantities as decimal strings. */
export function decimals(quantities: Readonly<Record<string, Quantity>>): Record<string, string> {
  const answer: Record<string, string> = {};
  for (const name in quantities) answer[name] = formatDecimal(quantities[name] ?? 0n);
  return answer;
}

/** One part of a value as a column: what follows the field's name, and the cell. */
interface Part<Value> {
  readonly suffix: string;
  readonly cell: (value: Value) => string;
}

function whole<Value>(cell: (value: Value) => string): readonly Part<Value>[] {
  return [{ suffix: '', cell }];
}

/** The columns of a value, by kind. Amounts and quantities are exact; negative amounts are no formulas. */
const PARTS: { readonly [Kind in ExportedKind]: readonly Part<ReportValues[Kind]>[] } = {
  text: whole((text) => csvText(text)),
  day: whole((day) => day),
  time: whole((time) => time),
  status: whole((status) => status),
  count: whole((count) => String(count)),
  amount: whole(formatDecimal),
  quantities: whole((quantities) => csvJson(decimals(quantities))),
  texts: whole(csvJson),
  names: whole((names) => csvText(JSON.stringify(names))),
  reference: [
    { suffix: 'Type', cell: ({ type }) => csvText(type) },
    { suffix: 'Id', cell: ({ id }) => csvText(id) },
  ],
  /** A list has no cell. */
  lines: [],
};

/** The columns of a field, under its name or the one that is given; a cell is empty where it is undefined. */
export function columnsOf(field: ExportedField, shown: string = shownName(field)): Column<ExportEntry>[] {
  const parts: readonly Part<never>[] = PARTS[ENTRY_FIELDS[field].kind];
  return parts.map(({ suffix, cell }) => ({
    name: `${shown}${suffix}`,
    cell: (entry) => {
      const value = entry[field];
      return value === undefined ? '' : cell(value as never);
    },
  }));
}

/** Every field as columns, in the order of the declaration. */
export const FIELD_COLUMNS: readonly Column<ExportEntry>[] = EXPORTED_FIELDS.flatMap((name) =>
  columnsOf(name),
);
