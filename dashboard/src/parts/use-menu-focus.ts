import { useEffect, useRef } from 'react';

const CAN_FOCUS = 'a[href], button:not(:disabled), input, select, summary';

/** Keeps the focus inside of an open menu: it goes in, Tab goes round, Escape closes, and it goes back to where it was. */
export function useMenuFocus(open: boolean, close: () => void) {
  const menu = useRef<HTMLElement>(null);
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  }, [close]);
  useEffect(() => {
    const element = menu.current;
    if (!open || !element) return;
    const before = document.activeElement;
    const stops = () =>
      [...element.querySelectorAll<HTMLElement>(CAN_FOCUS)].filter((stop) => stop.checkVisibility());
    stops()[0]?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') return latest.current();
      if (event.key !== 'Tab') return;
      const all = stops();
      const at = all.indexOf(document.activeElement as HTMLElement);
      const step = event.shiftKey ? -1 : 1;
      event.preventDefault();
      all.at((at + step + all.length) % all.length)?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [open]);
  return menu;
}
