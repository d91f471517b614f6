import type { ReactNode } from 'react';

interface CardProps {
  readonly title: ReactNode;
  readonly hint?: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** One thing on a page, with its heading. */
export function Card({ title, hint, actions, className = '', children }: CardProps) {
  return (
    <section className={`card ${className}`}>
      <header className="card-head">
        <div>
          <h2>{title}</h2>
          {hint === undefined ? null : <p className="hint">{hint}</p>}
        </div>
        {actions === undefined ? null : <div className="card-actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
