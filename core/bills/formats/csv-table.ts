import { parse } from 'csv-parse/sync';
import { InvalidInputError } from '../../errors.ts';

/** A table with its columns by key: `lineItem/UnblendedCost` and `line_item_unblended_cost` are the same key. */
export interface CsvTable {
  readonly columns: ReadonlySet<string>;
  readonly rows: readonly Readonly<Record<string, string>>[];
}

function columnKey(name: string): string {
  return name
    .trim()
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

/** Reads CSV with a header line. Throws InvalidInputError with the line where it is broken. */
export function readCsvTable(text: string): CsvTable {
  let columns: string[] = [];
  try {
    const rows = parse<Record<string, string>>(text, {
      bom: true,
      skip_empty_lines: true,
      trim: true,
      columns: (header: string[]) => (columns = header.map(columnKey)),
    });
    return { columns: new Set(columns), rows };
  } catch (cause) {
    const message = `The CSV cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new InvalidInputError(message, [{ field: 'bill', message }], { cause });
  }
}
