import type { Job } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { formatCount } from '../../format/format-money.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Money } from '../../parts/money.tsx';
import { ReadView } from '../../parts/read-view.tsx';

interface Difference {
  readonly actualUsd: string;
  readonly whatIfUsd: string;
  readonly differenceUsd: string;
}

interface WhatIfResult extends Difference {
  readonly events: number;
  readonly users: readonly (Difference & { readonly userId: string })[];
}

/** What a period would have cost, under a heading that names period and price; the job is asked until it is done. */
export function WhatIf({ jobId, title }: { readonly jobId: string; readonly title: string }) {
  const read = useRead<Job>(`/jobs/${encodeURIComponent(jobId)}`, {}, { every: 1000 });
  return (
    <ReadView read={read} what="the answer">
      {({ status, progress, error, result }) => {
        if (status === 'failed') return <p className="banner tone-critical">{error}</p>;
        if (status === 'running') return <p role="status">Computing… {formatCount(progress.done)} so far</p>;
        return <Answer title={title} result={result as WhatIfResult} />;
      }}
    </ReadView>
  );
}

function Answer({ result, title }: { readonly result: WhatIfResult; readonly title: string }) {
  return (
    <section className="stack">
      <h3>{title}</h3>
      <dl className="figures">
        <Figure
          name="As booked"
          value={<Money usd={result.actualUsd} />}
          note={`${formatCount(result.events)} entries`}
        />
        <Figure name="Under this price" value={<Money usd={result.whatIfUsd} />} />
        <Figure name="Difference" value={<Money usd={result.differenceUsd} />} />
      </dl>
      <DataTable
        caption="Difference by user"
        rows={result.users.slice(0, 10)}
        keyOf={({ userId }) => userId}
        columns={[
          { name: 'User', value: ({ userId }) => userId, cell: ({ userId }) => userId },
          {
            name: 'As booked',
            numeric: true,
            value: ({ actualUsd }) => actualUsd,
            cell: ({ actualUsd }) => <Money usd={actualUsd} />,
          },
          {
            name: 'Difference',
            numeric: true,
            value: ({ differenceUsd }) => differenceUsd,
            cell: ({ differenceUsd }) => <Money usd={differenceUsd} />,
          },
        ]}
      />
    </section>
  );
}
