import type { ReactNode } from 'react';

/** A number with its name, for a `dl.figures`. */
export function Figure({
  name,
  value,
  note,
  big,
}: {
  readonly name: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly big?: boolean;
}) {
  return (
    <div className={`figure ${big ? 'figure-big' : ''}`}>
      <dt>{name}</dt>
      <dd>
        {value}
        {note === undefined ? null : <span className="figure-note">{note}</span>}
      </dd>
    </div>
  );
}
