/** Rows as columns of equal width; amounts and counts to the right. Empty rows give one line that says so. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly string[] = [],
): string[] {
  if (rows.length === 0) return ['nothing'];
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => cell(row, column).length)),
  );
  const line = (row: readonly string[]) =>
    heads
      .map((head, column) => {
        const text = cell(row, column);
        return right.includes(head) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
      })
      .join('  ')
      .trimEnd();
  return [line(heads), ...rows.map(line)];
}

function cell(row: readonly string[], column: number): string {
  return row[column] ?? '';
}
