import { type ReactNode, useEffect, useRef } from 'react';

interface MenuProps {
  readonly label: ReactNode;
  readonly children: ReactNode;
  /** The side of the button that the panel begins at. */
  readonly from?: 'start' | 'end';
}

/** A button that opens a small panel; Escape, a click elsewhere and leaving it by Tab close it. */
export function Menu({ label, children, from = 'end' }: MenuProps) {
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const closeOutside = ({ target }: Event) => {
      const menu = element.current;
      if (menu?.open && target instanceof Node && !menu.contains(target)) menu.open = false;
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  }, []);
  return (
    <details
      ref={element}
      className={`menu menu-${from}`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !element.current?.open) return;
        event.stopPropagation();
        element.current.open = false;
        element.current.querySelector('summary')?.focus();
      }}
    >
      <summary className="tool-button">{label}</summary>
      <div className="menu-panel">{children}</div>
    </details>
  );
}
