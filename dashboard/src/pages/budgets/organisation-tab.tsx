import type { BudgetStatus, OrganisationForm } from '../../api/types.ts';
import { type Read, useRead } from '../../api/use-read.ts';
import { Gauge } from '../../charts/gauge.tsx';
import { toneOf } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Money } from '../../parts/money.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { OrganisationFormEditor } from './organisation-form.tsx';

type Status = BudgetStatus['monthly'];

/** The organisation's two budgets and its form. */
export function OrganisationTab({ status }: { readonly status: Read<BudgetStatus> }) {
  const form = useRead<OrganisationForm>('/budget/config');
  return (
    <div className="grid">
      <div className="span-4">
        <Card title="Status">
          <ReadView read={status} what="the budget" skeleton={<Skeleton height="l" />}>
            {({ monthly, daily }) => (
              <div className="stack">
                <PeriodStatus name="This month" status={monthly} />
                <PeriodStatus name="Today" status={daily} />
              </div>
            )}
          </ReadView>
        </Card>
      </div>
      <div className="span-8">
        <ReadView
          read={form}
          what="the form"
          skeleton={
            <Card title="The organisation’s budget">
              <Skeleton height="l" />
            </Card>
          }
        >
          {(data) => (
            <OrganisationFormEditor key={JSON.stringify({ ...data, asOf: undefined })} form={data} />
          )}
        </ReadView>
      </div>
    </div>
  );
}

function PeriodStatus({ name, status }: { readonly name: string; readonly status: Status }) {
  if (status.limitUsd === null) {
    return (
      <dl className="figures">
        <Figure name={name} value={<Money usd={status.spentUsd} />} note="no limit" />
      </dl>
    );
  }
  return (
    <Gauge
      spentUsd={status.spentUsd}
      heldUsd={status.heldUsd}
      limitUsd={status.limitUsd}
      tone={toneOf(status.severity)}
      caption={name}
    />
  );
}
