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

/** A Cost and Usage Report has some 300. */
const MOST_COLUMNS = 1000;
/** A packed bill of short rows is small and takes all memory of a function: longer ones are reconciled by parts. */
const MOST_ROWS = 200_000;

/**
 * Reads CSV with a header line. Throws InvalidInputError with the line where it is broken, and for more than
 * MOST_COLUMNS columns or MOST_ROWS rows.
 */
export function readCsvTable(text: string): CsvTable {
  refuseWideHeader(text);
  let columns: string[] = [];
  try {
    const rows = parse<Record<string, string>>(text, {
      bom: true,
      skip_empty_lines: true,
      trim: true,
      columns: (header: string[]) => (columns = header.map(columnKey)),
      on_record: (record: Record<string, string>, { records }) => {
        if (records > MOST_ROWS) throw tooLarge(`has more than ${MOST_ROWS} rows: send it in parts`);
        return record;
      },
    });
    return { columns: new Set(columns), rows };
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    const message = `The CSV cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new InvalidInputError(message, [{ field: 'bill', message }], { cause });
  }
}

/** Counted in the text: the parser takes a header of millions of names apart first. */
function refuseWideHeader(text: string): void {
  const end = text.indexOf('\n');
  const length = end === -1 ? text.length : end;
  let columns = 1;
  for (let at = text.indexOf(','); at !== -1 && at < length; at = text.indexOf(',', at + 1)) {
    columns += 1;
    if (columns > MOST_COLUMNS) throw tooLarge(`has more than ${MOST_COLUMNS} columns`);
  }
}

function tooLarge(message: string): InvalidInputError {
  return new InvalidInputError(`The CSV ${message}`, [{ field: 'bill', message }]);
}
