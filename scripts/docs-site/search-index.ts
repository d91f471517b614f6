import type { DocsPage } from './read-pages.ts';
import { slugOf } from './render-page.ts';

/** A section that can be found: where it is, what it is called, what it says. */
export interface Section {
  readonly href: string;
  readonly title: string;
  readonly text: string;
}

/** Every section of every page, by its headings; code counts, since commands and names are searched for. */
export function searchIndex(pages: readonly DocsPage[]): Section[] {
  return pages.flatMap(({ path, title, text }) => {
    const parts = text.split(/^(?=#{1,3} )/m).filter((part) => part.trim() !== '');
    return parts.map((part) => {
      const [, marks = '', heading = title] = /^(#{1,3}) (.+)$/m.exec(part) ?? [];
      const body = part
        .replace(/^#{1,3} .+$/m, '')
        .replaceAll(/\s+/g, ' ')
        .trim();
      const isTop = marks.length <= 1;
      return {
        href: `${path}.html${isTop ? '' : `#${slugOf(heading)}`}`,
        title: isTop ? title : `${title}: ${heading.replaceAll('`', '')}`,
        text: body,
      };
    });
  });
}
