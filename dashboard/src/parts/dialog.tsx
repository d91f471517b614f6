import { type ReactNode, useEffect, useRef } from 'react';
import { mayLeave, useLeaveGuard } from './use-leave-guard.ts';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly kind?: 'center' | 'side';
  /** Something in it is not saved: closing asks. */
  readonly dirty?: boolean;
}

/** What one came for: the browser would begin at the button that closes. */
const FIRST = 'input:not(:disabled), select:not(:disabled), textarea:not(:disabled)';

/** Gives the focus back to where it was, unless it went on elsewhere; to the page, where that is gone. */
function giveBack(before: Element | null): void {
  if (document.activeElement !== document.body) return;
  const back = before?.isConnected && before !== document.body ? before : document.querySelector('#main');
  if (back instanceof HTMLElement) back.focus({ preventScroll: true });
}

/**
 * A modal dialog; Escape and a click on the backdrop close it, a drag that only ends there does not. The focus goes to
 * its first field, and back to where it was.
 */
export function Dialog({ title, onClose, children, kind = 'center', dirty = false }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const pressed = useRef(false);
  const close = () => {
    if (mayLeave(dirty)) onClose();
  };
  useLeaveGuard(dirty);
  useEffect(() => {
    const dialog = element.current;
    if (!dialog || dialog.open) return;
    const before = document.activeElement;
    dialog.showModal();
    dialog.querySelector<HTMLElement>(FIRST)?.focus();
    return () => giveBack(before);
  }, []);
  return (
    <dialog
      ref={element}
      className={`dialog dialog-${kind}`}
      aria-label={title}
      onClose={onClose}
      onCancel={(event) => {
        // Of a file that was not chosen, it comes from the field.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        close();
      }}
      onPointerDown={({ target, currentTarget }) => {
        pressed.current = target === currentTarget;
      }}
      onClick={({ target, currentTarget }) => {
        if (pressed.current && target === currentTarget) close();
      }}
    >
      <div className="dialog-body">
        <header className="dialog-head">
          <h2>{title}</h2>
          <button type="button" className="icon-button" aria-label="Close" onClick={close}>
            ×
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly danger?: boolean;
}

/** Asks before something that matters is done. */
export function Confirm({ title, action, onConfirm, onClose, children, danger = false }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-text">{children}</div>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          className={`button ${danger ? 'button-danger' : 'button-primary'}`}
          onClick={() => {
            onConfirm();
            onClose();
          }}
        >
          {action}
        </button>
      </div>
    </Dialog>
  );
}
