import { Marked, type Token, type Tokens } from 'marked';
import { headingIds } from './heading-ids.ts';
import type { DocsPage } from './read-pages.ts';

/** A section that can be found: where it is, what it is called, what it says. */
export interface Section {
  readonly href: string;
  readonly title: string;
  readonly text: string;
}

/** Headings below this depth belong to the section that they are in. */
const DEEPEST = 3;

/** Every section of every page, by its headings; code counts, since commands and names are searched for. */
export function searchIndex(pages: readonly DocsPage[]): Section[] {
  return pages.flatMap(sectionsOf);
}

function sectionsOf({ path, title, text }: DocsPage): Section[] {
  const idOf = headingIds();
  const sections: { href: string; title: string; texts: string[] }[] = [];
  for (const token of new Marked().lexer(text)) {
    const id = isHeading(token) ? idOf(token.text) : '';
    if (isHeading(token) && token.depth <= DEEPEST) {
      const named = `${title}: ${token.text.replaceAll('`', '')}`;
      const [href, name] = token.depth === 1 ? ['', title] : [`#${id}`, named];
      sections.push({ href: `${path}.html${href}`, title: name, texts: [] });
      continue;
    }
    if (sections.length === 0) sections.push({ href: `${path}.html`, title, texts: [] });
    sections.at(-1)?.texts.push(token.raw);
  }
  return sections.map(({ texts, ...section }) => ({
    ...section,
    text: texts.join('').replaceAll(/\s+/g, ' ').trim(),
  }));
}

function isHeading(token: Token): token is Tokens.Heading {
  return token.type === 'heading';
}
