import { lookUp } from '../../contracts/look-up.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => lookUp(ENTITIES, character) ?? character);
}

/** A column of a table: its heading, and whether it holds figures (right-aligned). */
export interface Column {
  readonly heading: string;
  readonly figures?: boolean;
}

/** A table of plain texts; every text is escaped here. An empty body shows `nothing` over all columns. */
export function htmlTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  nothing = 'Nothing in this period.',
): string {
  const attribute = (index: number) => (columns[index]?.figures ? ' class="figure"' : '');
  const head = columns.map(
    (column, i) => `<th scope="col"${attribute(i)}>${escapeHtml(column.heading)}</th>`,
  );
  const body = rows.map(
    (cells) => `<tr>${cells.map((cell, i) => `<td${attribute(i)}>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  const empty = `<tr><td colspan="${columns.length}">${escapeHtml(nothing)}</td></tr>`;
  return `<table>\n<thead><tr>${head.join('')}</tr></thead>\n<tbody>\n${body.join('\n') || empty}\n</tbody>\n</table>`;
}

/** A whole page without script, fonts or images from elsewhere; `body` is HTML that is escaped already. */
export function htmlPage(title: string, css: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
${css}
</style>
</head>
<body>
${body}
</body>
</html>
`;
}
