import { type ChangeEvent, useState } from 'react';
import { withQuery } from '../../api/api.ts';
import type { Job, Reconciled, Reconciliation } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { useWrite } from '../../api/use-write.ts';
import { byAmountDescending, ratioBasisPoints } from '../../format/decimal.ts';
import { formatCount, formatShare } from '../../format/format-money.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Money } from '../../parts/money.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { sortableUsd } from '../../parts/spend.ts';
import { Spent } from '../../parts/spent.tsx';
import { CorrectionsCard } from './corrections-card.tsx';
import { CAUSES, causeOf, type Line } from './line-causes.ts';
import { QuantitiesCard } from './quantities-card.tsx';
import type { Range } from '../../state/range.ts';

/** A provider's bill against the ledger: what is left over is shown line by line. */
export function ReconcileTab({ range: { from, to } }: { readonly range: Range }) {
  const [name, setName] = useState<string>();
  const [answer, setAnswer] = useState<Reconciliation>();
  const compare = useWrite<Reconciliation>({ onDone: setAnswer });
  const read = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    if (!file) return;
    setName(file.name);
    setAnswer(undefined);
    compare.mutate({
      path: withQuery('/reports/reconcile', { from, to }),
      body: { content: await file.text() },
    });
  };
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
            onChange={(event) => void read(event)}
          />
        </label>
        {compare.isPending ? <p role="status">Comparing {name} with the ledger…</p> : null}
        {compare.isError ? (
          <p className="banner tone-critical">{name} was not compared: see the message below.</p>
        ) : null}
      </Card>
      {answer && 'jobId' in answer ? <LargeBill jobId={answer.jobId} /> : null}
      {answer && 'lines' in answer ? <Residual answer={answer} /> : null}
    </>
  );
}

/** A bill, or days, with too many lines for one answer are compared in the background. */
function LargeBill({ jobId }: { readonly jobId: string }) {
  const read = useRead<Job>(`/jobs/${encodeURIComponent(jobId)}`, {}, { every: 2000 });
  return (
    <ReadView read={read} what="the comparison">
      {({ status, progress, result, resultUrl, error }) => {
        if (status === 'failed') return <p className="banner tone-critical">{error}</p>;
        if (status === 'running')
          return (
            <p role="status">
              Too much for one answer, so compared in the background: {formatCount(progress.done)} days so
              far.
            </p>
          );
        return (
          <Card title="What is left over">
            {isCompared(result as ComparedSums) ? <Sums sums={result as ComparedSums} /> : null}
            <Uncompared usd={(result as ComparedSums).uncomparedUsd} />
            {resultUrl === null ? null : (
              <p>
                <a className="button" href={resultUrl}>
                  Download every line
                </a>
              </p>
            )}
          </Card>
        );
      }}
    </ReadView>
  );
}

type ComparedSums = Pick<Reconciled, 'billUsd' | 'ledgerUsd' | 'differenceUsd'> &
  Partial<Pick<Reconciled, 'differenceShare' | 'uncomparedUsd'>>;

/** A bill that names no amount is no bill of $0: nothing of it was compared. */
function isCompared({ billUsd, ledgerUsd, uncomparedUsd = '0' }: ComparedSums): boolean {
  return uncomparedUsd === '0' || billUsd !== '0' || ledgerUsd !== '0';
}

function Sums({ sums }: { readonly sums: ComparedSums }) {
  const { billUsd, ledgerUsd, differenceUsd, differenceShare } = sums;
  return (
    <dl className="figures">
      <Figure big name="Bill" value={<Money usd={billUsd} />} />
      <Figure big name="Ledger" value={<Money usd={ledgerUsd} />} />
      <Figure
        big
        name="Residual"
        value={<Money usd={differenceUsd} />}
        note={
          differenceShare === undefined
            ? undefined
            : `${formatShare(ratioBasisPoints(differenceShare, '1') ?? 0)} of the ledger`
        }
      />
    </dl>
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

/** A bill that names no amount is no bill of 0. */
function Uncompared({ usd = '0' }: { readonly usd?: string | undefined }) {
  return usd === '0' ? null : (
    <p>
      <Money usd={usd} /> of the ledger is not compared: the bill counts quantities there and names no amount.
    </p>
  );
}

interface Different {
  readonly differenceUsd: string;
}

/** The biggest difference first, up or down. */
function bySizeDescending(a: Different, b: Different): number {
  return byAmountDescending(a.differenceUsd.replace('-', ''), b.differenceUsd.replace('-', ''));
}

/** The difference by its causes, the biggest first. */
function Causes({ answer: { summary } }: { readonly answer: Reconciled }) {
  const rows = Object.entries(summary)
    .map(([kind, sums]) => ({ kind: kind as Line['kind'], ...sums }))
    .toSorted(bySizeDescending);
  return (
    <DataTable
      caption="The difference by cause"
      id="causes"
      rows={rows}
      keyOf={({ kind }) => kind}
      columns={[
        { name: 'Cause', value: ({ kind }) => CAUSES[kind], cell: ({ kind }) => CAUSES[kind] },
        {
          name: 'Lines',
          numeric: true,
          value: ({ lines }) => lines,
          cell: ({ lines }) => formatCount(lines),
        },
        {
          name: 'Residual',
          numeric: true,
          value: ({ differenceUsd }) => differenceUsd,
          cell: ({ differenceUsd }) => <Money usd={differenceUsd} />,
        },
      ]}
    />
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
