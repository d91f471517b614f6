import { plainPage } from './plain-page.ts';
import type { DocsPage } from './read-pages.ts';
import type { LinkTargets } from './site-link.ts';

function pageLine({ path, title, summary }: DocsPage): string {
  return `- [${title}](${path}.md): ${summary}`;
}

function isDecision({ path }: DocsPage): boolean {
  return path.startsWith('adr/');
}

/**
 * llms.txt by https://llmstxt.org: what the project is, and each page's plain Markdown with a sentence of what it
 * says; decisions are optional reading.
 */
export function llmsText(pages: readonly DocsPage[]): string {
  const [index, ...others] = pages;
  return `# Costkeeper

> ${index?.summary ?? ''}

The API is described by [openapi.json](openapi.json), OpenAPI 3.1. All pages in one file: [llms-full.txt](llms-full.txt).

## Docs

${pages
  .filter((page) => !isDecision(page))
  .map(pageLine)
  .join('\n')}

## Optional

${others.filter(isDecision).map(pageLine).join('\n')}
`;
}

/** Every page but the decisions, one after the other. */
export function llmsFullText(pages: readonly DocsPage[], targets: LinkTargets): string {
  return pages
    .filter((page) => !isDecision(page))
    .map((page) => {
      // Links lead from the folder that this file is in.
      const text = plainPage(page, targets, 'llms-full').trim();
      return `<!-- ${page.path}.md -->\n\n${text}\n`;
    })
    .join('\n');
}
