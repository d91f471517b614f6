import { type ChangeEvent, useState } from 'react';
import { withQuery } from '../../api/api.ts';
import type { Reconciliation } from '../../api/insight-types.ts';
import { useWrite } from '../../api/use-write.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Money } from '../../parts/money.tsx';
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
      {answer ? <Residual answer={answer} /> : null}
    </>
  );
}

function Residual({ answer }: { readonly answer: Reconciliation }) {
  const lines = answer.lines ?? [];
  return (
    <Card title="What is left over">
      <dl className="figures">
        <Figure big name="Bill" value={<Money usd={answer.billUsd} />} />
        <Figure big name="Ledger" value={<Money usd={answer.ledgerUsd} />} />
        <Figure
          big
          name="Residual"
          value={<Money usd={answer.differenceUsd} />}
          note={
            answer.differenceShare === undefined
              ? undefined
              : `${(Number(answer.differenceShare) * 100).toFixed(2)} % of the ledger`
          }
        />
      </dl>
      <DataTable
        caption="Lines of the comparison"
        rows={lines}
        keyOf={(line, index) => `${index}/${line.provider ?? ''}/${line.model ?? ''}/${line.day ?? ''}`}
        columns={[
          {
            name: 'What',
            cell: ({ provider, model, day }) => [provider, model, day].filter(Boolean).join(' · '),
          },
          { name: 'Kind', minor: true, cell: ({ kind }) => kind },
          { name: 'Bill', numeric: true, cell: ({ billUsd }) => <Money usd={billUsd} /> },
          { name: 'Ledger', numeric: true, cell: ({ ledgerUsd }) => <Money usd={ledgerUsd} /> },
          { name: 'Residual', numeric: true, cell: ({ differenceUsd }) => <Money usd={differenceUsd} /> },
        ]}
      />
    </Card>
  );
}
