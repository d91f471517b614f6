import type { ReactNode } from 'react';
import { explain, isMissingRoute } from '../api/api.ts';
import type { Read } from '../api/use-read.ts';
import { formatAge } from '../format/format-time.ts';
import { Skeleton } from './skeleton.tsx';
import { clockNow } from '../state/days.ts';

interface ReadViewProps<T> {
  readonly read: Read<T>;
  readonly children: (data: T) => ReactNode;
  /** What is missing, for the note when the stage does not answer the route. */
  readonly what: string;
  readonly skeleton?: ReactNode;
}

/**
 * The result of a read: its data, a skeleton, or a sentence; old data stay, with a note, when newer ones fail. Data
 * of other days are dimmed and can neither be picked nor acted on while the ones asked for are read.
 */
export function ReadView<T>({ read, children, what, skeleton }: ReadViewProps<T>) {
  const { data, error, isFetching, isPlaceholderData, refetch, dataUpdatedAt } = read;
  if (data !== undefined) {
    return (
      <div className={`read ${isPlaceholderData ? 'read-other' : ''}`} aria-busy={isPlaceholderData}>
        {error ? (
          <p className="stale-note" role="status">
            {explain(error)} Shown is what it was {formatAge((clockNow() - dataUpdatedAt) / 1000)}.{' '}
            <button type="button" className="link-button" onClick={() => void refetch()}>
              Try now
            </button>
          </p>
        ) : null}
        {isPlaceholderData ? (
          <p className="read-note" role="status">
            Reading…
          </p>
        ) : null}
        <div className="read" inert={isPlaceholderData}>
          {children(data)}
        </div>
      </div>
    );
  }
  if (error && isMissingRoute(error)) {
    return (
      <div className="state">
        <p className="state-title">Not available</p>
        <p>This stage does not answer {what} yet. The page asks again every minute.</p>
      </div>
    );
  }
  if (error) {
    return (
      <div className="state" role="alert">
        <p className="state-title">{what[0]?.toUpperCase() + what.slice(1)} could not be read</p>
        <p>{explain(error)}</p>
        <button type="button" className="button" disabled={isFetching} onClick={() => void refetch()}>
          Try again
        </button>
      </div>
    );
  }
  return (
    <div role="status" aria-label={`Reading ${what}`}>
      {skeleton ?? <Skeleton />}
    </div>
  );
}

/** Nothing there, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {children}
    </div>
  );
}
