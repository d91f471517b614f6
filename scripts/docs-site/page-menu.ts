import { escapeHtml } from '../../core/mail/html.ts';
import type { DocsPage } from './read-pages.ts';

/** The list of pages, in parts: by what a reader comes for, and by the folder of docs/ that has it. */
const GROUPS = [
  { heading: '', folder: '' },
  { heading: 'Guides', folder: 'guides' },
  { heading: 'Packages', folder: 'packages' },
  { heading: 'Decisions', folder: 'adr' },
] as const;

function folderOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '';
}

/** The list of all pages as HTML, with `page` marked; `to` gives the address of a path of the site. */
export function pageMenu(page: DocsPage, pages: readonly DocsPage[], to: (path: string) => string): string {
  const reference = { path: 'reference', title: 'API reference' };
  return GROUPS.map(({ heading, folder }) => {
    const own = pages.filter(({ path }) => folderOf(path) === folder);
    const links = [...own, ...(folder === '' ? [reference] : [])].map(({ path, title }) => {
      const here = path === page.path ? ' aria-current="page"' : '';
      return `<li><a href="${to(path)}.html"${here}>${escapeHtml(title)}</a></li>`;
    });
    return `${heading === '' ? '' : `<h2>${heading}</h2>\n`}<ul>\n${links.join('\n')}\n</ul>`;
  }).join('\n');
}
