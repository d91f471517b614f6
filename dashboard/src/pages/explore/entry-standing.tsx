import { Link } from 'wouter';
import { shownUserId } from '../../../../contracts/system-user.ts';
import type { EntryAnswer } from '../../api/types.ts';
import { formatTime } from '../../format/format-time.ts';
import { entryHref } from '../../parts/links.tsx';
import { ExactMoney } from '../../parts/money.tsx';

/** That an entry is void or corrected, why, and by which entries; nothing of one that stands as it was recorded. */
export function EntryStanding({ entry }: { readonly entry: EntryAnswer }) {
  if (entry.corrections.length === 0) return null;
  return (
    <section className="banner tone-warning" aria-label={entry.void ? 'Void' : 'Corrected'}>
      <p>
        {entry.void ? (
          <>
            <strong>Void</strong>: nothing of this entry is left in any total.
          </>
        ) : (
          <>
            <strong>Corrected</strong>: it counts for <ExactMoney usd={entry.standingUsd} />
            {entry.standingUserId === entry.userId ? '' : ` of ${shownUserId(entry.standingUserId)}`} now.
            Below is what was recorded.
          </>
        )}
      </p>
      <ul>
        {entry.corrections.map(({ id, costUsd, reason, recordedAt }) => (
          <li key={id}>
            <Link href={entryHref(id, entry.day)}>{formatTime(recordedAt)} UTC</Link>:{' '}
            <ExactMoney usd={costUsd} />
            {reason === null ? '' : `, ${reason}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
