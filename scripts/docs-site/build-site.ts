import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SEARCH, STYLE } from './assets.ts';
import { llmsFullText, llmsText } from './llms.ts';
import { type DocsPage, readPages } from './read-pages.ts';
import type { ApiDocument } from '../../prove/inputs/slots.ts';
import { referencePage } from './reference-page.ts';
import { renderPage } from './render-page.ts';
import { searchIndex } from './search-index.ts';
import { linkTargets } from './site-link.ts';
import { plainPage } from './plain-page.ts';

/**
 * Every file of the site by its path, made of the repository's own Markdown and the API's document. @throws Error for a
 * page that leads to what is not there
 */
export function siteFiles(root: string, api: { readonly paths: object }): Map<string, string> {
  const pages = readPages(root);
  const reference: DocsPage = {
    path: 'reference',
    file: 'reference.md',
    title: 'API reference',
    summary: 'Every route of the API with what it takes and answers.',
    text: referencePage(api as ApiDocument),
  };
  const all = [...pages, reference];
  const targets = linkTargets(all, (file) => existsSync(join(root, file)));
  return new Map([
    ...all.flatMap((page): [string, string][] => [
      [`${page.path}.html`, renderPage(page, pages, targets)],
      [`${page.path}.md`, plainPage(page, targets)],
    ]),
    ['openapi.json', JSON.stringify(api)],
    ['search.json', JSON.stringify(searchIndex(all))],
    ['llms.txt', llmsText(all)],
    ['llms-full.txt', llmsFullText(pages, targets)],
    ['site.css', STYLE],
    ['search.js', SEARCH],
  ]);
}

/** Writes the site into a folder; files that are there already are replaced. */
export function writeSite(files: ReadonlyMap<string, string>, folder: string): void {
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
