import { headingsOf } from './heading-ids.ts';
import type { DocsPage } from './read-pages.ts';

/** What the site has beside its pages and a page leads to. */
const OTHER_FILES: readonly string[] = ['openapi.json'];

/** The path from the folder of a page to another path of the site. */
export function relativeTo(from: string, to: string): string {
  return '../'.repeat(from.split('/').length - 1) + to;
}

/** What links of a page may lead to. */
export interface LinkTargets {
  /** Path in the site by the file of a page. */
  readonly pages: ReadonlyMap<string, string>;
  /** Names of the headings of a page, by its file. */
  readonly headings: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether the repository has a file or folder. */
  readonly isThere: (file: string) => boolean;
}

/** Where links of pages may lead: to these pages, or to what the repository has. */
export function linkTargets(
  pages: readonly Pick<DocsPage, 'file' | 'path' | 'text'>[],
  isThere: LinkTargets['isThere'],
): LinkTargets {
  return {
    pages: new Map(pages.map(({ file, path }) => [file, path])),
    headings: new Map(pages.map(({ file, text }) => [file, new Set(headingsOf(text))])),
    isThere,
  };
}

/**
 * A link of a page as the site has it; undefined for files of the repository that the site does not have.
 * @throws Error for a link to what neither has, or to a heading that the page has not
 */
export function siteLink(
  { path, file: from }: DocsPage,
  href: string,
  targets: LinkTargets,
): string | undefined {
  if (/^[a-z]+:/.test(href) || OTHER_FILES.includes(href)) return href;
  const [target = '', anchor] = href.split('#');
  const { pathname } = new URL(target, `file:///${from}`);
  const file = target === '' ? from : decodeURIComponent(pathname).replace(/^\//, '');
  const page = [file, `${file.replace(/\/$/, '')}/README.md`].find((name) => targets.pages.has(name));
  if (page === undefined) {
    if (targets.isThere(file)) return undefined;
    throw new Error(`${from} leads to ${href}, which is not there`);
  }
  if (anchor !== undefined && !targets.headings.get(page)?.has(decodeURIComponent(anchor)))
    throw new Error(`${from} leads to ${href}, but ${page} has no such heading`);
  if (target === '') return href;
  const hash = anchor === undefined ? '' : `#${anchor}`;
  return `${relativeTo(path, targets.pages.get(page) ?? '')}.html${hash}`;
}
