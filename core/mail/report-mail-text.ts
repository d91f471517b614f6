import type { MailContent, MailTable } from './report-mail-content.ts';

/** A table as text: columns padded to their widest cell, figures to the right. */
export function textTable(table: MailTable): string {
  const { columns, rows } = table;
  if (rows.length === 0) return table.nothing;
  const lines = [columns.map((column) => column.heading), ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((cells) => (cells[i] ?? '').length)));
  const pad = (cell: string, i: number) =>
    columns[i]?.figures ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0);
  return lines.map((cells) => cells.map(pad).join('  ').trimEnd()).join('\n');
}

/** The mail as plain text. */
export function reportMailText(content: MailContent): string {
  const parts = [
    content.title,
    content.headlines.join('\n'),
    ...content.tables.map((table) => `${table.title}\n${textTable(table)}`),
    ...(content.link === undefined ? [] : [`Dashboard: ${content.link}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}
