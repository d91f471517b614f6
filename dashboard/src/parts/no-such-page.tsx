import { Link } from 'wouter';
import { PageHead } from './page-head.tsx';

/** What an address shows that leads nowhere. */
export function NoSuchPage() {
  return (
    <div className="page">
      <PageHead title="There is no such page" lead="The address may be old or mistyped." />
      <p>
        <Link href="/">To the overview</Link>
      </p>
    </div>
  );
}
