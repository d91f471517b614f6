import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';

/** Beyond this, only the rows near the window exist. */
const MOST_DRAWN = 200;
/** What a row takes before it is drawn, px. */
const ROW_PX = 40;

/** Which of `count` rows exist: all of a short table, else those near the window; and the heights around them. */
export function useDrawn(count: number) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  const virtual = count > MOST_DRAWN;
  useLayoutEffect(() => {
    if (!virtual) return;
    // What stands above comes and goes, and the height of the page with it.
    const observer = new ResizeObserver(() => {
      if (body.current) setTop(Math.round(body.current.getBoundingClientRect().top + window.scrollY));
    });
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [virtual]);
  // oxlint-disable-next-line react/incompatible-library -- the page is built without React Compiler
  const virtualizer = useWindowVirtualizer({
    count: virtual ? count : 0,
    estimateSize: () => ROW_PX,
    overscan: 20,
    scrollMargin: top,
  });
  if (!virtual) {
    const items = Array.from({ length: count }, (_, index) => index);
    return { body, items, before: 0, after: 0, measure: undefined };
  }
  const drawn = virtualizer.getVirtualItems();
  const [first, last] = [drawn[0], drawn.at(-1)];
  return {
    body,
    items: drawn.map(({ index }) => index),
    before: first ? first.start - top : 0,
    after: last ? virtualizer.getTotalSize() - (last.end - top) : 0,
    measure: virtualizer.measureElement,
  };
}
