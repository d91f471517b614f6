import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { drill, exploreHref, type ExploreState } from '../../state/explore-state.ts';

/** A name of a dimension with its dot, and the way into it. */
export function NameCell({
  state,
  name,
  color,
  children,
}: {
  readonly state: ExploreState;
  readonly name: string;
  readonly color: string | undefined;
  readonly children?: ReactNode;
}) {
  const next = drill(state, name);
  return (
    <span className="named">
      <span className="dot" style={{ background: color ?? 'var(--series-rest)' }} aria-hidden="true" />
      {next ? (
        <Link href={exploreHref(next)} className="row-name">
          <bdi>{name}</bdi>
        </Link>
      ) : (
        <bdi>{name}</bdi>
      )}
      {children}
    </span>
  );
}
