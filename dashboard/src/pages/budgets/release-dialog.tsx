import { shownUserId } from '../../../../contracts/system-user.ts';
import type { HoldList } from '../../api/types.ts';
import { useWrite } from '../../api/use-write.ts';
import { subtractDecimals } from '../../format/decimal.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { Money } from '../../parts/money.tsx';

type Hold = HoldList['holds'][number];

/** A hold, or all open ones of its person. */
export interface Releasing {
  readonly hold: Hold;
  readonly all: boolean;
}

/** Asks before money that is set aside goes back, and says how much and to whom. */
export function ReleaseDialog({ hold, all, onClose }: Releasing & { readonly onClose: () => void }) {
  const release = useWrite({
    done: all ? 'Their holds are released.' : 'The hold is released.',
    refresh: ['/budget'],
  });
  const write = all
    ? { path: '/budgets/holds/release', body: { userId: hold.userId } }
    : { path: `/budgets/holds/${encodeURIComponent(hold.id)}/release` };
  return (
    <Confirm
      title={all ? 'Release all holds of this person?' : 'Release the hold?'}
      action={all ? 'Release all' : 'Release'}
      onClose={onClose}
      onConfirm={() => release.mutate(write)}
    >
      <p>
        {all ? (
          <>
            All that calls of {shownUserId(hold.userId)} hold becomes free for other calls, but for what calls
            below them have spent or go on holding.
          </>
        ) : (
          <Released hold={hold} />
        )}{' '}
        If a call does run, its usage counts all the same.
      </p>
    </Confirm>
  );
}

/** How much becomes free and for whom, and what stays taken below a hold that others spend from. */
function Released({ hold: { estimateUsd, leftUsd, parentHoldId } }: { readonly hold: Hold }) {
  const freeUsd = leftUsd ?? estimateUsd;
  const keptUsd = subtractDecimals(estimateUsd, freeUsd);
  return (
    <>
      <Money usd={freeUsd} />
      {keptUsd === '0' ? null : (
        <>
          {' '}
          of <Money usd={estimateUsd} />
        </>
      )}{' '}
      {parentHoldId === null
        ? 'become free for other calls.'
        : 'go back to the hold above, for other calls below it.'}
      {keptUsd === '0' ? null : (
        <>
          {' '}
          Calls below it have spent, or go on holding, the other <Money usd={keptUsd} />.
        </>
      )}
    </>
  );
}
