import { useEffect, useRef } from 'react';

const CAN_FOCUS = 'a[href], button:not(:disabled), input, select, summary';

/** Keeps the focus inside of an open menu: it goes in, Tab goes round, Escape and a link close, and it goes back. */
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
      // A dialog that was opened from the menu keeps the focus, and its keys, itself.
      if (document.querySelector('dialog[open]')) return;
      if (event.key === 'Escape') return latest.current();
      if (event.key !== 'Tab') return;
      const all = stops();
      const at = all.indexOf(document.activeElement as HTMLElement);
      const step = event.shiftKey ? -1 : 1;
      event.preventDefault();
      all.at((at + step + all.length) % all.length)?.focus();
    };
    // A link to the page that one is on changes no address, and is followed all the same.
    const onClick = ({ target }: Event) => {
      if (target instanceof Element && target.closest('a[href]')) latest.current();
    };
    document.addEventListener('keydown', onKey);
    element.addEventListener('click', onClick);
    return () => {
      document.removeEventListener('keydown', onKey);
      element.removeEventListener('click', onClick);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [open]);
  return menu;
}
