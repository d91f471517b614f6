import type { BudgetList, BudgetStatus } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { Badge } from '../../parts/badge.tsx';
import { useSession } from '../../parts/context.tsx';
import { LiftButton } from '../../parts/lift-button.tsx';

const WORDS = { deny: 'New calls are denied', degrade: 'New calls go to cheaper models' } as const;

/** What the gate does to calls now, and the way to end it. */
export function ActionsBanner({ status: { actions } }: { readonly status: BudgetStatus }) {
  const { person } = useSession();
  const isOn = actions.gate !== 'allow';
  const budgets = useRead<BudgetList>('/budgets', { limit: 200 }, { enabled: isOn });
  if (actions.gate === 'allow') return null;
  // Budgets of one user or group may act too, but on their own calls alone.
  const acting =
    budgets.data?.budgets.filter(
      ({ scope, state }) => scope.kind === 'organisation' && state && state.gate !== 'allow',
    ) ?? [];
  return (
    <div className={`banner tone-${actions.gate === 'deny' ? 'emergency' : 'critical'}`} role="status">
      <Badge tone={actions.gate === 'deny' ? 'emergency' : 'critical'}>{actions.gate}</Badge>
      <span>
        {WORDS[actions.gate]}
        {acting.length === 0 ? '' : ` because of ${acting.map(({ name }) => name).join(', ')}`}.
      </span>
      {person.isAdmin ? <LiftButton budgetIds={acting.map(({ id }) => id)} /> : null}
    </div>
  );
}
