import { useEffect } from 'react';
import { guardBack } from './back-guard.ts';

const QUESTION = 'Leave without saving? What you changed is lost.';

/** What wouter tells of when the page changes its address. */
const MOVES = ['pushState', 'replaceState'] as const;

/** Whether one may go: asks where something would be lost. */
export function mayLeave(dirty: boolean): boolean {
  return !dirty || window.confirm(QUESTION);
}

/** While something is not saved, links of the page and the browser's own ways out ask first. */
export function useLeaveGuard(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const askBrowser = (event: BeforeUnloadEvent) => event.preventDefault();
    const askLink = (event: MouseEvent) => {
      const opensHere = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      if (!link || !opensHere || mayLeave(true)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    let here = location.href;
    // Ranges and the like change the address, and nothing is left by that.
    const noteHere = () => {
      here = location.href;
    };
    // Back has left already when it is told of; who stays is put back before the page has seen it.
    const ask = () => {
      const leaves = mayLeave(true);
      if (!leaves) history.pushState(null, '', here);
      return leaves;
    };
    const unguard = guardBack(ask);
    addEventListener('beforeunload', askBrowser);
    for (const event of MOVES) addEventListener(event, noteHere);
    document.addEventListener('click', askLink, { capture: true });
    return () => {
      unguard();
      removeEventListener('beforeunload', askBrowser);
      for (const event of MOVES) removeEventListener(event, noteHere);
      document.removeEventListener('click', askLink, { capture: true });
    };
  }, [dirty]);
}
