/**
 * A cell that spreadsheets would run as a formula: =, +, -, @, also full-width, a tab or a line end in front,
 * blanks before it or not.
 */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;
/**
 * The same behind a separator within the text: a spreadsheet that parts cells there begins a cell with it, for quotes
 * in the middle of what it takes for one cell are no quotes.
 */
const FORMULA_INSIDE = /([;\t\r\n](?:[^\S\t\r\n]|")*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g;
/** Some countries' spreadsheets part cells at semicolons, and pasted ones at tabs. */
const NEEDS_QUOTES = /[",;\t\r\n]/;

/**
 * A text cell after RFC 4180. Text that a spreadsheet would take for a formula gets an apostrophe in front
 * (OWASP, CSV injection), also behind a semicolon or tab within; absent text is an empty cell.
 */
export function csvText(text: string | undefined | null): string {
  if (!text) return '';
  const inside = text.replaceAll(FORMULA_INSIDE, "$1'");
  const safe = FORMULA.test(inside) ? `'${inside}` : inside;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A JSON cell; an empty object is an empty cell. */
export function csvJson(record: Readonly<Record<string, string>> | undefined): string {
  if (!record) return '';
  const text = JSON.stringify(record);
  return text === '{}' ? '' : csvText(text);
}

/** One line of cells that are escaped already, with the line end of RFC 4180. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}
