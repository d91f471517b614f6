import { useEffect } from 'react';

const QUESTION = 'Leave without saving? What you changed is lost.';

/** Whether one may go: asks where something would be lost. */
export function mayLeave(dirty: boolean): boolean {
  return !dirty || window.confirm(QUESTION);
}

/** While something is not saved, links of the page and the browser's own ways out ask first. */
export function useLeaveGuard(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    const askLink = (event: MouseEvent) => {
      const opensHere = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      if (!link || !opensHere || mayLeave(true)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener('beforeunload', ask);
    document.addEventListener('click', askLink, { capture: true });
    return () => {
      removeEventListener('beforeunload', ask);
      document.removeEventListener('click', askLink, { capture: true });
    };
  }, [dirty]);
}
