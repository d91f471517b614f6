import { shownUserId } from '../../../../contracts/system-user.ts';
import { RowLink, userHref } from '../../parts/links.tsx';
import { Money } from '../../parts/money.tsx';
import { useFoundUsers } from '../../parts/user-picker.tsx';

interface AlsoFoundProps {
  readonly text: string;
  /** Those who are listed already. */
  readonly without: readonly string[];
}

/** Users with the text in their name or id who are beyond the rows that were read, as the API finds them. */
export function AlsoFound({ text, without }: AlsoFoundProps) {
  const listed = new Set(without);
  const found = useFoundUsers(text).filter(({ userId }) => !listed.has(userId));
  if (found.length === 0) return null;
  return (
    <div className="stack-tight">
      <p className="hint">Beyond the rows below, with what they spent in 90 days:</p>
      <ul className="crumbs">
        {found.map(({ userId, name, totalUsd }) => (
          <li key={userId} className="chip">
            <RowLink href={userHref(userId)}>{name ?? shownUserId(userId)}</RowLink> <Money usd={totalUsd} />
          </li>
        ))}
      </ul>
    </div>
  );
}
