import type { BudgetStatus, OrganisationForm } from '../../api/types.ts';
import { type Read, useRead } from '../../api/use-read.ts';
import { Card } from '../../parts/card.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { PeriodGauge } from '../overview/budget-card.tsx';
import { OrganisationFormEditor } from './organisation-form.tsx';

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
                <PeriodGauge name="This month" standing={monthly} caption="this month" />
                <PeriodGauge name="Today" standing={daily} caption="today" />
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
          {(data) => <OrganisationFormEditor form={data} />}
        </ReadView>
      </div>
    </div>
  );
}
