import { useState } from 'react';
import { useWrite } from '../api/use-write.ts';
import { Confirm } from './dialog.tsx';

interface LiftButtonProps {
  /** The budgets whose action is to end. */
  readonly budgetIds: readonly string[];
  /** Which value is meant of a budget that counts each by itself. */
  readonly value?: string;
}

/** Ends what budgets make the gate do, after a question. */
export function LiftButton({ budgetIds, value }: LiftButtonProps) {
  const [asking, setAsking] = useState(false);
  const lift = useWrite({
    done: 'The action is lifted for the rest of the period.',
    refresh: ['/budget', '/users', '/groups', '/resources'],
  });
  return (
    <>
      <button type="button" className="button button-danger button-small" onClick={() => setAsking(true)}>
        Lift…
      </button>
      {asking ? (
        <Confirm
          title="Lift the action?"
          action="Lift it"
          danger
          onClose={() => setAsking(false)}
          onConfirm={() => {
            for (const id of budgetIds) {
              lift.mutate({
                path: `/budgets/${encodeURIComponent(id)}/lift`,
                ...(value === undefined ? {} : { body: { value } }),
              });
            }
          }}
        >
          <p>
            Calls go through again for the rest of the period although the limit is reached. Spend goes on;
            the limit acts again when the next period begins.
          </p>
        </Confirm>
      ) : null}
    </>
  );
}
