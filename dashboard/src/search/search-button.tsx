import { lazy, Suspense, useEffect, useState } from 'react';
import { Icon } from '../parts/icons.tsx';

const SearchDialog = lazy(async () => ({ default: (await import('./search-dialog.tsx')).SearchDialog }));

interface SearchButtonProps {
  readonly pages: readonly (readonly [href: string, name: string, ...unknown[]])[];
  /** The one that hears the keys; others only open by a click. */
  readonly hears?: boolean;
}

/** Opens the search; so do Ctrl+K and ⌘K, wherever one is. */
export function SearchButton({ pages, hears = false }: SearchButtonProps) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!hears) return;
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey) return;
      // A dialog that is open keeps what was typed in it.
      if (document.querySelector('dialog[open]')) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [hears]);
  return (
    <>
      <button
        type="button"
        className="search-button"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen(true)}
      >
        <Icon name="search" />
        <span>Search</span>
        <kbd>{isApple() ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      {open ? (
        <Suspense fallback={null}>
          <SearchDialog pages={pages} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
