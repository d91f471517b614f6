import { useState, useSyncExternalStore } from 'react';

/** Rows that a table shows at first, by the widest window that it holds for, px; 620 and 860 are the style sheets' own. */
const FOLDS = [
  { upTo: 620, rows: 6 },
  { upTo: 860, rows: 20 },
  { upTo: Infinity, rows: 50 },
] as const;

/** A button that would bring no more rows than this is not worth its place. */
const NOT_WORTH_IT = 2;

/** How many of `count` rows a window `width` px wide shows before all are asked for. */
export function foldedRows(count: number, width: number): number {
  const most = FOLDS.find(({ upTo }) => width <= upTo)?.rows ?? count;
  return count <= most + NOT_WORTH_IT ? count : most;
}

/** Rows to show of `count`, and what shows all of them; undefined once all are shown. */
export function useFold(count: number): {
  readonly shown: number;
  readonly unfold: (() => void) | undefined;
} {
  const width = useSyncExternalStore(listen, () => window.innerWidth);
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? count : foldedRows(count, width);
  return { shown, unfold: shown < count ? () => setOpen(true) : undefined };
}

function listen(changed: () => void): () => void {
  window.addEventListener('resize', changed);
  return () => window.removeEventListener('resize', changed);
}
