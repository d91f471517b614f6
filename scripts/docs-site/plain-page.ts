import type { DocsPage } from './read-pages.ts';
import { type LinkTargets, siteLink } from './site-link.ts';

/** A block, a link whose text may have code in it, or code: a link within code is none. */
const PARTS = /```[\s\S]*?^ *```$|\[((?:`[^`\n]*`|[^\]`\n])*)\]\(([^)\s]+)\)|`[^`\n]*`/gm;

/**
 * The Markdown of a page for the site: its links lead to the Markdown of other pages, and what the site does not have is
 * named without a link. `path` is where it will be, the page's own path when left out. @throws Error for a link to what
 * is not there
 */
export function plainPage(page: DocsPage, targets: LinkTargets, path: string = page.path): string {
  return page.text.replaceAll(PARTS, (whole, label?: string, href?: string) => {
    if (label === undefined || href === undefined) return whole;
    const to = siteLink({ ...page, path }, href, targets);
    if (to === undefined) return label;
    const isOwn = !/^[a-z]+:/.test(to);
    return `[${label}](${isOwn ? to.replace(/\.html(?=#|$)/, '.md') : to})`;
  });
}
