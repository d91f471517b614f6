import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { explain, withQuery } from '../../api/api.ts';
import type { Reconciled, Reconciliation } from '../../api/types.ts';
import { formatDay } from '../../format/format-time.ts';
import { Card } from '../../parts/card.tsx';
import { useApi } from '../../parts/context.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';
import { sortableUsd } from '../../parts/spend.ts';
import { Spent } from '../../parts/spent.tsx';
import type { Range } from '../../state/range.ts';
import { bySizeDescending, Causes, Sums, Uncompared } from './compared-sums.tsx';
import { CorrectionsCard } from './corrections-card.tsx';
import { LargeBill } from './large-bill.tsx';
import { causeOf } from './line-causes.ts';
import { QuantitiesCard } from './quantities-card.tsx';

/** A file as it was chosen; the same one chosen again, changed meanwhile, is another. */
interface Bill {
  readonly id: string;
  readonly file: File;
}

/** A provider's bill against the ledger of the days: what is left over is shown line by line. */
export function ReconcileTab({ range }: { readonly range: Range }) {
  const [bill, setBill] = useState<Bill>();
  const read = useComparison(bill, range);
  const answer = read.data;
  return (
    <>
      <Card
        title="Bill against ledger"
        hint="An OpenAI costs export, an Anthropic cost report, an AWS cost and usage report, a FOCUS file, or CSV with provider, model, day, usd"
      >
        <label className="field">
          <span>The provider’s bill</span>
          <input
            type="file"
            accept=".csv,.json,text/csv,application/json"
            onChange={({ target: { files } }) => {
              const [file] = files ?? [];
              if (file) setBill({ id: crypto.randomUUID(), file });
            }}
          />
        </label>
        {bill ? <Compared bill={bill} range={range} read={read} /> : null}
      </Card>
      {answer && 'jobId' in answer ? <LargeBill jobId={answer.jobId} /> : null}
      {answer && 'lines' in answer ? <Residual key={bill?.id} answer={answer} /> : null}
    </>
  );
}

/** The answer for this bill and these days: one for others is never shown in its place. */
function useComparison(bill: Bill | undefined, { from, to }: Range) {
  const api = useApi();
  return useQuery({
    queryKey: ['/reports/reconcile', bill?.id, { from, to }],
    queryFn: async () =>
      await api.send<Reconciliation>('POST', withQuery('/reports/reconcile', { from, to }), {
        content: await bill?.file.text(),
      }),
    enabled: bill !== undefined,
    staleTime: Infinity,
    retry: false,
  });
}

interface ComparedProps {
  readonly bill: Bill;
  readonly range: Range;
  readonly read: ReturnType<typeof useComparison>;
}

/** Which file is compared with which days, or why it is not. */
function Compared({
  bill: { file },
  range: { from, to },
  read: { error, isFetching, refetch },
}: ComparedProps) {
  const what = `${file.name} with the ledger of ${formatDay(from)} to ${formatDay(to)}`;
  if (isFetching) return <p role="status">Comparing {what}…</p>;
  if (!error) return <p className="hint">Below: {what}.</p>;
  return (
    <div className="state" role="alert">
      <p className="field-error">
        {file.name} was not compared. {explain(error)}
      </p>
      <button type="button" className="button button-small" onClick={() => void refetch()}>
        Try again
      </button>
    </div>
  );
}

function Residual({ answer }: { readonly answer: Reconciled }) {
  const hasAmounts = answer.lines.length > 0;
  return (
    <>
      <Card title="What is left over">
        {hasAmounts ? <Sums sums={answer} /> : null}
        <Uncompared usd={answer.uncomparedUsd} />
        {hasAmounts ? <Causes answer={answer} /> : null}
      </Card>
      {answer.quantities.length > 0 ? <QuantitiesCard quantities={answer.quantities} /> : null}
      {hasAmounts ? <CorrectionsCard corrections={answer.corrections} /> : null}
      {hasAmounts ? <LinesCard lines={answer.lines} /> : null}
    </>
  );
}

/** Every line; the biggest differences come first. */
function LinesCard({ lines }: Pick<Reconciled, 'lines'>) {
  return (
    <Card title="Line by line" hint="The biggest difference first">
      <DataTable
        caption="Lines of the comparison"
        id="lines"
        rows={lines.toSorted(bySizeDescending)}
        keyOf={({ provider, model, day }, index) => `${index}/${provider}/${model ?? ''}/${day ?? ''}`}
        columns={[
          {
            name: 'What',
            value: ({ provider, model, day }) => [provider, model, day].filter(Boolean).join(' '),
            cell: ({ provider, model, day }) => [provider, model, day].filter(Boolean).join(' · '),
          },
          {
            name: 'Cause',
            minor: true,
            value: causeOf,
            cell: causeOf,
          },
          {
            name: 'Bill',
            numeric: true,
            value: ({ billUsd }) => billUsd,
            cell: ({ billUsd }) => <Money usd={billUsd} />,
          },
          {
            name: 'Ledger',
            numeric: true,
            value: ({ ledgerUsd, unpricedEvents }) =>
              sortableUsd({ usd: ledgerUsd, unpriced: unpricedEvents }),
            cell: ({ ledgerUsd, unpricedEvents }) => <Spent usd={ledgerUsd} unpriced={unpricedEvents ?? 0} />,
          },
          {
            name: 'Residual',
            numeric: true,
            value: ({ differenceUsd }) => differenceUsd,
            cell: ({ differenceUsd }) => <Money usd={differenceUsd} />,
          },
        ]}
      />
    </Card>
  );
}
