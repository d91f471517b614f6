import { Marked } from 'marked';

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

/** The names of all headings of a Markdown text, in their order. */
export function headingsOf(text: string): string[] {
  const idOf = headingIds();
  const found: string[] = [];
  // By the parser, which comes to headings in the order that a page has them, those in lists too.
  const marked = new Marked({
    async: false,
    renderer: {
      heading({ text: heading }) {
        found.push(idOf(heading));
        return '';
      },
    },
  });
  marked.parse(text, { async: false });
  return found;
}
