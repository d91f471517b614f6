import type { BudgetStatus } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { useSession } from '../../parts/context.tsx';
import { LiftButton } from '../../parts/lift-button.tsx';

const WORDS = { deny: 'New calls are denied', degrade: 'New calls go to cheaper models' } as const;

/** What the gate does to calls now, and the way to end it. */
export function ActionsBanner({ status: { actions } }: { readonly status: BudgetStatus }) {
  const { person } = useSession();
  if (actions.gate === 'allow') return null;
  const { budgets } = actions;
  return (
    <div className={`banner tone-${actions.gate === 'deny' ? 'emergency' : 'critical'}`} role="status">
      <Badge tone={actions.gate === 'deny' ? 'emergency' : 'critical'}>{actions.gate}</Badge>
      <span>
        {WORDS[actions.gate]}
        {budgets.length === 0 ? '' : ` because of ${budgets.map(({ name }) => name).join(', ')}`}.
      </span>
      {person.isAdmin ? <LiftButton budgetIds={budgets.map(({ id }) => id)} /> : null}
    </div>
  );
}
