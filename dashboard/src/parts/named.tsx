import { Fragment, type ReactNode } from 'react';

/** An id that may break behind its separators, so that no word of it is cut where a line ends. */
export function breakable(id: string): ReactNode {
  const [first, ...others] = id.split(/(?<=[/._:-])(?=[^/._:-])/);
  return [
    first,
    ...others.map((part, index) => <Fragment key={index}>{[<wbr key="break" />, part]}</Fragment>),
  ];
}

/** A name with its id behind it; the id alone where there is no name. */
export function Named({ name, id }: { readonly name: string | null | undefined; readonly id: string }) {
  if (!name || name === id) return <bdi>{breakable(id)}</bdi>;
  return (
    <>
      <bdi>{name}</bdi> <span className="hint">{breakable(id)}</span>
    </>
  );
}
