import { useState } from 'react';
import { Link } from 'wouter';
import type { BudgetList } from '../../api/types.ts';
import { useInfiniteRead } from '../../api/use-infinite-read.ts';
import { useWrite } from '../../api/use-write.ts';
import { shareBasisPoints, usedBasisPoints } from '../../format/decimal.ts';
import { formatShare, formatUsed } from '../../format/format-money.ts';
import { Badge, GateBadge, toneOf } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { LiftButton } from '../../parts/lift-button.tsx';
import { type NameOf, namesOf } from '../../parts/names.ts';
import { Meter } from '../../parts/meter.tsx';
import { Money } from '../../parts/money.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Spent } from '../../parts/spent.tsx';
import { BudgetForm } from './budget-form.tsx';
import { BudgetBurnDown, openPeriod } from '../../charts/budget-burn-down.tsx';
import { clockNow, dayOf } from '../../state/days.ts';
import { Over } from './over.tsx';
import { scopeFilter, scopeHref } from './scope-filter.ts';
import { scopeText } from './scope-text.ts';

type Budget = BudgetList['budgets'][number];

/** Every other budget with its state. */
export function BudgetsTab() {
  const { person } = useSession();
  const read = useInfiniteRead<BudgetList>('/budgets', { limit: 200, names: 'true' });
  const [making, setMaking] = useState(false);
  const [changing, setChanging] = useState<Budget>();
  const [removing, setRemoving] = useState<Budget>();
  const remove = useWrite({ done: 'The budget is gone.', refresh: ['/budget'] });
  return (
    <Card
      title="Budgets"
      actions={
        person.isAdmin ? (
          <button type="button" className="button button-primary" onClick={() => setMaking(true)}>
            New budget
          </button>
        ) : null
      }
    >
      <ReadView read={read} what="budgets">
        {({ pages }) => {
          const budgets = pages.flatMap((page) => page.budgets);
          return budgets.length === 0 ? (
            <Empty title="No budgets yet">
              <p>A budget limits one user, group, tag, provider or model, or each of them.</p>
            </Empty>
          ) : (
            <>
              <BudgetTable
                budgets={budgets}
                partial={read.hasNextPage}
                nameOf={namesOf(pages.flatMap(({ names = [] }) => names))}
                {...(person.isAdmin ? { onRemove: setRemoving, onChange: setChanging } : {})}
              />
              <MoreButton read={read} label="More budgets" />
            </>
          );
        }}
      </ReadView>
      {making ? <BudgetForm onClose={() => setMaking(false)} /> : null}
      {changing ? <BudgetForm budget={changing} onClose={() => setChanging(undefined)} /> : null}
      {removing ? (
        <Confirm
          title={`Remove “${removing.name}”?`}
          action="Remove"
          danger
          onClose={() => setRemoving(undefined)}
          onConfirm={() =>
            remove.mutate({ method: 'DELETE', path: `/budgets/${encodeURIComponent(removing.id)}` })
          }
        >
          <p>It limits {scopeText(removing.scope)} no more. What was spent and its alerts stay.</p>
        </Confirm>
      ) : null}
    </Card>
  );
}

interface BudgetTableProps {
  readonly budgets: readonly Budget[];
  readonly partial: boolean;
  readonly nameOf: NameOf;
  /** Given to administrators alone. */
  readonly onRemove?: (budget: Budget) => void;
  readonly onChange?: (budget: Budget) => void;
}

function BudgetTable({ budgets, partial, nameOf, onRemove, onChange }: BudgetTableProps) {
  const textOfScope = (scope: Budget['scope']) => scopeText({ ...scope, name: nameOf(scope.kind, scope) });
  return (
    <DataTable
      caption="Budgets"
      id="budgets"
      rows={budgets}
      partial={partial}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'Budget',
          value: ({ name, scope }) => `${name}, ${textOfScope(scope)}`,
          cell: ({ name, scope, enabled, source }) => (
            <>
              <strong>{name}</strong> {enabled ? null : <Badge>off</Badge>}{' '}
              {source === 'stored' ? null : <Badge>{source}</Badge>}
              <br />
              <Link href={scopeHref(scope)} className="hint quiet-link">
                {textOfScope(scope)}
              </Link>
            </>
          ),
        },
        { name: 'Period', minor: true, value: ({ period }) => period, cell: ({ period }) => period },
        {
          name: 'At the limit',
          minor: true,
          value: ({ enforcement }) => enforcement,
          cell: ({ enforcement }) => enforcement,
        },
        {
          name: 'State',
          width: 'wide',
          value: ({ state, enabled }) => (enabled ? state && `${state.percent} % ${state.severity}` : 'off'),
          order: ({ state, enabled }) => (enabled ? state && Number(state.percent) : undefined),
          cell: (budget) => <BudgetState budget={budget} />,
        },
        {
          name: 'Limit',
          numeric: true,
          value: ({ limitUsd }) => limitUsd,
          cell: ({ limitUsd, limitShareOfRevenue }) =>
            limitUsd === undefined ? (
              `${formatShare(shareBasisPoints(limitShareOfRevenue ?? '0', '1') ?? 0)} of revenue`
            ) : (
              <Money usd={limitUsd} />
            ),
        },
        ...(onRemove && onChange
          ? [
              {
                name: 'Change',
                isUnsorted: true as const,
                numeric: true,
                cell: (budget: Budget) => (
                  <span className="row-actions">
                    {budget.state && budget.state.gate !== 'allow' ? (
                      <LiftButton budgetIds={[budget.id]} />
                    ) : null}
                    {budget.source === 'stored' ? (
                      <>
                        <button
                          type="button"
                          className="button button-small"
                          onClick={() => onChange(budget)}
                        >
                          Change
                        </button>
                        <button
                          type="button"
                          className="button button-small"
                          onClick={() => onRemove(budget)}
                        >
                          Remove
                        </button>
                      </>
                    ) : null}
                  </span>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

/** What a budget has reached; one that is off limits nothing, so that no colour or forecast speaks of a limit. */
function BudgetState({ budget: { id, name, enabled, state } }: { readonly budget: Budget }) {
  if (!state) return enabled ? <Over budgetId={id} /> : <span className="hint">off: it limits nobody</span>;
  const spent = (
    <span className="hint">
      <Spent usd={state.spentUsd} unpriced={state.unpricedEvents} /> of <Money usd={state.limitUsd} />
      {enabled ? '' : ', which is off: it limits nothing'}
    </span>
  );
  if (!enabled) return spent;
  const tone = toneOf(state.severity);
  const used = usedBasisPoints(state.spentUsd, state.limitUsd);
  return (
    <div className="stack-tight">
      <span>
        <Badge tone={tone}>
          {formatUsed(used)} {state.severity}
        </Badge>{' '}
        <GateBadge gate={state.gate} />
      </span>
      {openPeriod(state.period, dayOf(clockNow())) ? (
        <BudgetBurnDown budget={state} filter={scopeFilter(state.scope)} />
      ) : (
        <>
          <Meter used={used} tone={tone} label={name} />
          {spent}
        </>
      )}
    </div>
  );
}
