import { Marked } from 'marked';
import { escapeHtml } from '../../core/mail/html.ts';
import { pageMenu } from './page-menu.ts';
import { headingIds } from './heading-ids.ts';
import type { DocsPage } from './read-pages.ts';
import { type LinkTargets, relativeTo, siteLink } from './site-link.ts';

/** Markdown of a page as HTML, with anchors and links of the site. */
function bodyOf(page: DocsPage, targets: LinkTargets): string {
  const idOf = headingIds();
  const marked = new Marked({ async: false, gfm: true });
  marked.use({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${idOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      // What scrolls by itself can be reached by the keyboard.
      code({ text, lang }) {
        const type = lang === undefined || lang === '' ? '' : ` class="language-${escapeHtml(lang)}"`;
        return `<pre tabindex="0"><code${type}>${escapeHtml(text)}\n</code></pre>\n`;
      },
      table(token) {
        const cells = (row: typeof token.header, tag: string) =>
          row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('');
        const rows = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n');
        return `<div class="table" tabindex="0" role="region" aria-label="Table"><table>
<thead><tr>${cells(token.header, 'th')}</tr></thead>
<tbody>${rows}</tbody>
</table></div>
`;
      },
      link({ href, tokens }) {
        const to = siteLink(page, href, targets);
        const text = this.parser.parseInline(tokens);
        return to === undefined ? text : `<a href="${escapeHtml(to)}">${text}</a>`;
      },
    },
  });
  return marked.parse(page.text) as string;
}

/**
 * The whole page: what leads to the others, the search, the text, and its plain form. @throws Error for a link to what
 * is not there
 */
export function renderPage(page: DocsPage, pages: readonly DocsPage[], targets: LinkTargets): string {
  const to = (path: string) => relativeTo(page.path, path);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)} · Costkeeper</title>
<meta name="description" content="${escapeHtml(page.summary)}">
<link rel="alternate" type="text/markdown" href="${to(page.path)}.md">
<link rel="stylesheet" href="${to('site.css')}">
<script type="module" src="${to('search.js')}"></script>
</head>
<body data-root="${to('')}">
<nav aria-label="Pages">
<search><input type="search" id="search" placeholder="Search" aria-label="Search the documentation"><ol id="found" aria-live="polite"></ol></search>
<details id="pages" open>
<summary>Pages</summary>
${pageMenu(page, pages, to)}
</details>
</nav>
<main>
${bodyOf(page, targets)}
<p><a href="${to(page.path)}.md">This page as Markdown</a></p>
</main>
</body>
</html>
`;
}
