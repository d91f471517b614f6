import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { breakable } from '../../parts/named.tsx';
import { drill, exploreHref, type ExploreState } from '../../state/explore-state.ts';

/** A name of a dimension with its dot, and the way into it. */
export function NameCell({
  state,
  name,
  label,
  unnamed,
  color,
  children,
}: {
  readonly state: ExploreState;
  readonly name: string;
  /** How it is called where `name` is an id, which then stands behind it. */
  readonly label?: string | undefined;
  /** What has no name: there is nothing to look into. */
  readonly unnamed?: true | undefined;
  readonly color: string | undefined;
  readonly children?: ReactNode;
}) {
  const next = unnamed ? undefined : drill(state, name);
  return (
    <span className="named">
      <span className="dot" style={{ background: color ?? 'var(--series-rest)' }} aria-hidden="true" />
      {next ? (
        <Link href={exploreHref(next)} className="row-name">
          <bdi>{label ?? name}</bdi>
        </Link>
      ) : (
        <bdi>{label ?? name}</bdi>
      )}
      {label !== undefined ? (
        <>
          {' '}
          <span className="hint">{breakable(name)}</span>
        </>
      ) : null}{' '}
      {children}
    </span>
  );
}
