import { useCallback, useSyncExternalStore } from 'react';

const KEY = 'costkeeper.digits';
const listeners = new Set<() => void>();

function showsAll(): boolean {
  return localStorage.getItem(KEY) === 'all';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether amounts show every digit, and how to choose: a tooltip is out of reach for fingers and keys. */
export function useDigits(): { all: boolean; choose: (all: boolean) => void } {
  const all = useSyncExternalStore(subscribe, showsAll);
  const choose = useCallback((next: boolean) => {
    if (next) localStorage.setItem(KEY, 'all');
    else localStorage.removeItem(KEY);
    for (const listener of listeners) listener();
  }, []);
  return { all, choose };
}
