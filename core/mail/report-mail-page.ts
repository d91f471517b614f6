import { escapeHtml, htmlPage, htmlTable } from './html.ts';
import type { MailContent } from './report-mail-content.ts';

const CSS = `body { font: 15px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 42rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 20px; } h2 { font-size: 16px; margin: 24px 0 4px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 4px 8px; border-bottom: 1px solid #ddd; vertical-align: top; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }`;

/** The mail as HTML: own styles, nothing loaded from elsewhere, every name escaped. */
export function reportMailHtml(content: MailContent): string {
  const { link } = content;
  const body = [
    `<h1>${escapeHtml(content.title)}</h1>`,
    ...content.headlines.map((sentence) => `<p>${escapeHtml(sentence)}</p>`),
    ...content.tables.map(
      (table) =>
        `<h2>${escapeHtml(table.title)}</h2>\n${htmlTable(table.columns, table.rows, table.nothing)}`,
    ),
    // Only a web address becomes a link: a setting must not smuggle a script in.
    ...(link?.startsWith('https://') || link?.startsWith('http://')
      ? [`<p><a href="${escapeHtml(link)}">Open the dashboard</a></p>`]
      : []),
  ];
  return htmlPage(content.title, CSS, body.join('\n'));
}
