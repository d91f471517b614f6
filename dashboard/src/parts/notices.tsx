import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';

type Tone = 'good' | 'warning' | 'critical';

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: Tone;
}

interface Notices {
  readonly notify: (text: string, tone?: Tone) => void;
}

const NoticesContext = createContext<Notices>({ notify: () => {} });
const SHOWN_MS = 6000;

/** Short messages at the corner; screen readers hear them. */
export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [list, setList] = useState<readonly Notice[]>([]);
  const next = useRef(0);
  const drop = useCallback((id: number) => setList((old) => old.filter((notice) => notice.id !== id)), []);
  const notify = useCallback(
    (text: string, tone: Tone = 'good') => {
      const id = next.current++;
      setList((old) => [...old.slice(-3), { id, text, tone }]);
      setTimeout(() => drop(id), tone === 'good' ? SHOWN_MS : SHOWN_MS * 2);
    },
    [drop],
  );
  const value = useMemo(() => ({ notify }), [notify]);
  return (
    <NoticesContext value={value}>
      {children}
      <div className="notices" role="status" aria-live="polite">
        {list.map(({ id, text, tone }) => (
          <p key={id} className={`notice tone-${tone}`}>
            <span>{text}</span>
            <button type="button" className="icon-button" aria-label="Dismiss" onClick={() => drop(id)}>
              ×
            </button>
          </p>
        ))}
      </div>
    </NoticesContext>
  );
}

export function useNotices(): Notices {
  return useContext(NoticesContext);
}
