import { Link } from 'wouter';
import { PageHead } from './page-head.tsx';

interface NoIdProps {
  /** `user`, `group`, `resource`. */
  readonly what: string;
  /** The list that it is in. */
  readonly listHref: string;
  readonly listName: string;
}

/** What the page of one thing shows where the address names none: nothing is asked for. */
export function NoId({ what, listHref, listName }: NoIdProps) {
  return (
    <div className="page">
      <PageHead title={`The address names no ${what}`} lead="It may have been cut off." />
      <p>
        <Link href={listHref}>{listName}</Link>
      </p>
    </div>
  );
}
