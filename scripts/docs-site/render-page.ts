import { Marked } from 'marked';
import { escapeHtml } from '../../core/mail/html.ts';
import { pageMenu } from './page-menu.ts';
import type { DocsPage } from './read-pages.ts';

/** What the site has beside its pages and a page leads to. */
const OTHER_FILES: readonly string[] = ['openapi.json'];

/** A heading as GitHub names it in links. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/<[^>]+>|[`*]/g, '')
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** Names the headings of one page in their order: a name that is there already gets a number, as at GitHub. */
export function headingIds(): (heading: string) => string {
  const seen = new Map<string, number>();
  return (heading) => {
    const slug = slugOf(heading);
    const before = seen.get(slug);
    seen.set(slug, (before ?? 0) + 1);
    return before === undefined ? slug : `${slug}-${before}`;
  };
}

/** The path from the folder of a page to another path of the site. */
function relativeTo(from: string, to: string): string {
  return '../'.repeat(from.split('/').length - 1) + to;
}

/** A link of a page as the site has it; undefined for files of the repository that the site does not have. */
function siteLink(page: DocsPage, href: string, files: ReadonlyMap<string, string>): string | undefined {
  if (/^([a-z]+:|#)/.test(href) || OTHER_FILES.includes(href)) return href;
  const [target = '', anchor] = href.split('#');
  const { pathname } = new URL(target, `file:///${page.file}`);
  const file = decodeURIComponent(pathname).replace(/^\//, '');
  const known = files.get(file) ?? files.get(`${file.replace(/\/$/, '')}/README.md`);
  const hash = anchor === undefined ? '' : `#${anchor}`;
  return known === undefined ? undefined : `${relativeTo(page.path, known)}.html${hash}`;
}

/** Markdown of a page as HTML, with anchors and links of the site. */
function bodyOf(page: DocsPage, files: ReadonlyMap<string, string>): string {
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
        const to = siteLink(page, href, files);
        const text = this.parser.parseInline(tokens);
        return to === undefined ? text : `<a href="${escapeHtml(to)}">${text}</a>`;
      },
    },
  });
  return marked.parse(page.text) as string;
}

/** The whole page: what leads to the others, the search, the text, and its plain form. */
export function renderPage(page: DocsPage, pages: readonly DocsPage[]): string {
  const files = new Map(pages.map(({ file, path }) => [file, path]));
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
${bodyOf(page, files)}
<p><a href="${to(page.path)}.md">This page as Markdown</a></p>
</main>
</body>
</html>
`;
}
