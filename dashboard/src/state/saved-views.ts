/** A page as it was left: its address within the dashboard, under a name of the reader's own. */
export interface SavedView {
  readonly name: string;
  readonly href: string;
  /** Shown on the overview. */
  readonly pinned: boolean;
}

/** What keeps texts; a browser's `localStorage`. */
type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

/** More than anybody finds again. */
const MOST_VIEWS = 50;

function shelfKey(person: string): string {
  return `costkeeper.views.${person}`;
}

/** The views of a person in this browser, as saved; none where something else stands in their place. */
export function readViews(shelf: Shelf, person: string): readonly SavedView[] {
  const text = shelf.getItem(shelfKey(person));
  const parsed = text === null ? undefined : parseJson(text);
  return Array.isArray(parsed) ? parsed.filter(isView) : [];
}

function isView(value: unknown): value is SavedView {
  if (typeof value !== 'object' || value === null) return false;
  const { name, href, pinned } = value as Partial<Record<keyof SavedView, unknown>>;
  // An address of another origin would leave the dashboard under a name that one trusts.
  const isOwn = typeof href === 'string' && /^\/(?!\/)/.test(href);
  return typeof name === 'string' && isOwn && typeof pinned === 'boolean';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Keeps views; one of a name that is there takes its place. */
export function keepView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  return [...views.filter(({ name }) => name !== view.name), view].slice(-MOST_VIEWS);
}

/** Writes what readViews reads. */
export function writeViews(shelf: Shelf, person: string, views: readonly SavedView[]): void {
  shelf.setItem(shelfKey(person), JSON.stringify(views));
}
