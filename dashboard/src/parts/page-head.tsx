import { type ReactNode, useEffect, useState } from 'react';
import { ViewsMenu } from './views-menu.tsx';
import { formatAge, formatTime } from '../format/format-time.ts';

interface PageHeadProps {
  readonly title: string;
  readonly lead?: ReactNode;
  /** When the shown data were true. */
  readonly asOf?: string | undefined;
  readonly children?: ReactNode;
}

/** Heading of a page, with its controls and how fresh it is. */
export function PageHead({ title, lead, asOf, children }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Costkeeper`;
  }, [title]);
  return (
    <header className="page-head">
      <div className="page-title">
        <h1>{title}</h1>
        {lead === undefined ? null : <p className="lead">{lead}</p>}
      </div>
      <div className="page-tools">
        {children}
        <ViewsMenu />
        {asOf === undefined ? null : <AsOf time={asOf} />}
      </div>
    </header>
  );
}

function AsOf({ time }: { readonly time: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5000);
    return () => clearInterval(timer);
  }, []);
  const age = Math.max(0, (now - Date.parse(time)) / 1000);
  return (
    <span className={`as-of ${age > 90 ? 'as-of-old' : ''}`} title={`${formatTime(time)} UTC`}>
      <span className="pulse" aria-hidden="true" />
      as of {age < 5 ? 'now' : formatAge(age)}
    </span>
  );
}
