import { useState } from 'react';
import type { JobStarted, Reconciled } from '../../api/types.ts';
import { useWrite } from '../../api/use-write.ts';
import { formatQuantity } from '../../format/format-money.ts';
import { formatDay } from '../../format/format-time.ts';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';
import { WhatIf } from '../prices/what-if.tsx';

type Correction = Reconciled['corrections'][number];

/** Prices that seem wrong by a factor: each is tried on the days of the bill before anything is written. */
export function CorrectionsCard({ corrections }: { readonly corrections: readonly Correction[] }) {
  const { person } = useSession();
  const [tried, setTried] = useState<{ readonly jobId: string; readonly title: string }>();
  const attempt = useWrite<JobStarted>({});
  if (corrections.length === 0) return null;
  const tryOut = ({ provider, model, factor, action }: Correction) =>
    attempt.mutate(
      { path: action.path, body: action.body },
      {
        onSuccess: ({ jobId }) =>
          setTried({
            jobId,
            title: `${formatDay(action.from)} to ${formatDay(action.to)} with prices of ${provider} ${model} times ${formatQuantity(factor)}`,
          }),
      },
    );
  return (
    <Card
      title="Corrections to try"
      hint="The bill is a multiple of the ledger on several days: a price seems wrong"
    >
      <DataTable
        caption="Corrections to try"
        rows={corrections}
        keyOf={({ provider, model, from }) => `${provider}/${model}/${from}`}
        columns={[
          {
            name: 'Model',
            value: ({ provider, model }) => `${provider} ${model}`,
            cell: ({ provider, model, from, to }) => (
              <>
                {model}{' '}
                <span className="hint">
                  {provider}, {formatDay(from)} to {formatDay(to)}
                </span>
              </>
            ),
          },
          {
            name: 'Price times',
            numeric: true,
            value: ({ factor }) => factor,
            cell: ({ factor }) => formatQuantity(factor),
          },
          {
            name: 'Bill',
            numeric: true,
            minor: true,
            value: ({ billUsd }) => billUsd,
            cell: ({ billUsd }) => <Money usd={billUsd} />,
          },
          {
            name: 'Ledger',
            numeric: true,
            minor: true,
            value: ({ ledgerUsd }) => ledgerUsd,
            cell: ({ ledgerUsd }) => <Money usd={ledgerUsd} />,
          },
          {
            name: 'Try',
            isUnsorted: true,
            numeric: true,
            cell: (correction) =>
              person.isAdmin ? (
                <button
                  type="button"
                  className="button button-small"
                  disabled={attempt.isPending}
                  onClick={() => tryOut(correction)}
                >
                  Try this correction
                </button>
              ) : (
                '–'
              ),
          },
        ]}
      />
      {tried ? <WhatIf key={tried.jobId} {...tried} /> : null}
    </Card>
  );
}
