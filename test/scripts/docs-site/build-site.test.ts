import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { siteFiles } from '../../../scripts/docs-site/build-site.ts';
import { openApiDocument } from '../../../testing/openapi-document.ts';

const ROOT = join(import.meta.dirname, '../../..');
const api = await openApiDocument();
const files = siteFiles(ROOT, api);
const pages = [...files.keys()].filter((path) => path.endsWith('.html'));

function siteText(path: string): string {
  const text = files.get(path);
  if (text === undefined) throw new Error(`the site has no ${path}`);
  return text;
}

/** Links of a page to the site itself, as path and anchor. */
function ownLinks(page: string): { path: string; anchor: string | undefined }[] {
  return [...siteText(page).matchAll(/(?:href|src)="([^"]+)"/g)]
    .map(([, href = '']) => href)
    .filter((href) => !/^[a-z]+:/.test(href))
    .map((href) => {
      const { pathname, hash } = new URL(href, `file:///${page}`);
      return { path: decodeURIComponent(pathname).slice(1), anchor: hash.slice(1) || undefined };
    });
}

/** A text with the words of its links alone. */
function unlinked(text: string): string {
  return text.replaceAll(/\[([^\]]*)\]\([^)\s]+\)/g, '$1');
}

describe('the site of the documentation', () => {
  it('has every page twice: to read, and as the Markdown that is in the repository, with links of the site', () => {
    expect(pages.length).toBeGreaterThan(35);
    for (const page of pages) expect(files.has(page.replace(/html$/, 'md'))).toBe(true);
    for (const [path, file] of [
      ['alerts.md', 'docs/alerts.md'],
      ['index.md', 'README.md'],
    ] as const)
      expect(unlinked(siteText(path))).toBe(unlinked(readFileSync(join(ROOT, file), 'utf8')));
  });

  it('has no page that the list in docs/README.md lacks', () => {
    const list = readFileSync(join(ROOT, 'docs/README.md'), 'utf8');
    const listed = new Set([...list.matchAll(/\]\(([^)]+)\.md\)/g)].map(([, path = '']) => path));
    const own = pages
      .map((page) => page.replace(/\.html$/, ''))
      .filter((path) => !/^(index|reference|changelog|packages\/.*|adr\/\d.*)$/.test(path))
      .map((path) => path.replace(/^adr\/index$/, 'adr/README'));
    expect([...listed].filter((path) => !path.startsWith('../')).toSorted()).toEqual(own.toSorted());
  });

  it.each(pages)('%s leads to what is there', (page) => {
    const broken = ownLinks(page).filter(
      ({ path, anchor }) =>
        !files.has(path) ||
        (anchor !== undefined && !siteText(path).includes(`id="${decodeURIComponent(anchor)}"`)),
    );
    expect(broken).toEqual([]);
  });

  it.each(pages.map((page) => page.replace(/html$/, 'md')))('%s leads to Markdown that is there', (page) => {
    // What a block or code shows is no link.
    const text = siteText(page).replaceAll(/```[\s\S]*?^ *```$|`[^`\n]*`/gm, '');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, href = '']) => href);
    const broken = links
      .filter((href) => !/^[a-z]+:/.test(href))
      .map((href) => new URL(href, `file:///${page}`).pathname.slice(1))
      .filter((path) => !files.has(path) || path.endsWith('.html'));
    expect(broken).toEqual([]);
  });

  it('has a page of each package, and what changed between releases', () => {
    for (const name of ['client', 'cdk', 'local', 'cli', 'create', 'python'])
      expect(siteText('index.html')).toContain(`href="packages/${name}.html"`);
    expect(siteText('deploy.html')).toContain('href="packages/cdk.html"');
    expect(siteText('upgrade.html')).toContain('href="changelog.html"');
  });

  it('is searched by sections: names of options and commands are found where they stand', () => {
    const sections = JSON.parse(siteText('search.json')) as { href: string; title: string; text: string }[];
    const found = sections.filter(({ text }) => text.includes('get-email-identity'));
    expect(found.map(({ title }) => title)).toEqual(['The first time in an account: 5. Let mails leave']);
    expect(found.map(({ href }) => href)).toEqual(['deploy.html#5-let-mails-leave']);
    const nowhere = sections.filter(({ href }) => {
      const [file = '', anchor] = href.split('#');
      return !files.has(file) || (anchor !== undefined && !siteText(file).includes(`id="${anchor}"`));
    });
    expect(nowhere).toEqual([]);
    expect(new Set(sections.map(({ href }) => href)).size).toBe(sections.length);
  });

  it('tells programs what to read: llms.txt names each page once, by its Markdown', () => {
    const links = [...siteText('llms.txt').matchAll(/^- \[.+\]\(([^)]+)\): (.+)$/gm)];
    const named = links.map(([, path = '']) => path);
    expect(named.toSorted()).toEqual(pages.map((page) => page.replace(/html$/, 'md')).toSorted());
    for (const [, , summary = ''] of links) expect(summary).toMatch(/^.{16,400}\.$/);
    expect(siteText('llms-full.txt')).toContain(siteText('alerts.md').trim());
  });

  it('has every route of the API in its reference', () => {
    const routes = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `### ${method.toUpperCase()} ${path}`),
    );
    expect(routes.length).toBeGreaterThan(80);
    const headings = new Set(siteText('reference.md').match(/^### .+$/gm));
    expect(routes.filter((route) => !headings.has(route))).toEqual([]);
    expect(siteText('reference.md')).toContain('| `resourceId` | query');
  });
});
