import { type FormEvent, useState } from 'react';
import type { Statement } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { formatCount, formatQuantity } from '../../format/format-money.ts';
import { formatLongDay, formatMonth } from '../../format/format-time.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { UsedIds } from '../../parts/used-ids.tsx';
import { clockNow, dayOf } from '../../state/days.ts';

interface Wish {
  readonly userId: string;
  readonly month: string;
  readonly markup: string;
}

/** An invoice-like page for one user and month, made to be printed. */
export function StatementTab() {
  const [draft, setDraft] = useState<Wish>({ userId: '', month: dayOf(clockNow()).slice(0, 7), markup: '' });
  const [wish, setWish] = useState<Wish>();
  const set = (change: Partial<Wish>) => setDraft((old) => ({ ...old, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWish(draft);
  };
  return (
    <>
      <form className="toolbar no-print" onSubmit={submit}>
        <label className="select">
          User
          <input
            type="text"
            required
            value={draft.userId}
            placeholder="user-42"
            onChange={({ target }) => set({ userId: target.value })}
          />
        </label>
        <label className="select">
          Month
          <input
            type="month"
            required
            value={draft.month}
            onChange={({ target }) => set({ month: target.value })}
          />
        </label>
        <label className="select">
          Mark-up, %
          <input
            type="text"
            inputMode="decimal"
            size={5}
            value={draft.markup}
            placeholder="0"
            onChange={({ target }) => set({ markup: target.value })}
          />
        </label>
        <button type="submit" className="button button-primary">
          Show
        </button>
        {wish ? (
          <button type="button" className="button" onClick={() => window.print()}>
            Print
          </button>
        ) : null}
      </form>
      {wish ? (
        <StatementView wish={wish} />
      ) : (
        <Card title="Statement">
          <Empty title="Choose a user and a month">
            <p>
              The statement lists what each model cost, with your mark-up, to the cent, and prints on one
              page.
            </p>
          </Empty>
        </Card>
      )}
    </>
  );
}

function StatementView({ wish: { userId, month, markup } }: { readonly wish: Wish }) {
  const read = useRead<Statement>('/reports/statement', {
    userId,
    month,
    format: 'json',
    markup: markup || undefined,
  });
  return (
    <ReadView read={read} what="the statement">
      {(statement) => <Paper statement={statement} />}
    </ReadView>
  );
}

function Paper({ statement }: { readonly statement: Statement }) {
  const { issuer, user, currency, lines } = statement;
  const amount = `Amount, ${currency}`;
  return (
    <article className="card paper">
      <header className="slider-head">
        <div>
          <h2>{issuer}</h2>
          <p className="hint">Statement {statement.number}</p>
        </div>
        <Badge tone={statement.status === 'final' ? 'good' : 'warning'}>{statement.status}</Badge>
      </header>
      <dl className="facts">
        <dt>For</dt>
        <dd>{user.name ?? user.id}</dd>
        <dt>Month</dt>
        <dd>{formatMonth(statement.month)}</dd>
        <dt>Calls</dt>
        <dd>{formatCount(statement.events)}</dd>
        <dt>Issued</dt>
        <dd>{formatLongDay(statement.issuedOn)}</dd>
      </dl>
      <DataTable
        caption="Lines of the statement"
        rows={lines}
        keyOf={({ service, model }) => `${service}/${model}`}
        columns={[
          { name: 'Service', value: ({ service }) => service, cell: ({ service }) => service },
          {
            name: 'Model',
            value: ({ model }) => model,
            cell: ({ model, ids = [] }) => (
              <>
                {model} <UsedIds name={model} ids={ids} />
              </>
            ),
          },
          {
            name: amount,
            numeric: true,
            value: (line) => line.amount,
            cell: (line) => formatQuantity(line.amount),
          },
        ]}
        foot={[
          ...(Number(statement.rounding) === 0
            ? []
            : [{ Service: 'Rounding', [amount]: formatQuantity(statement.rounding) }]),
          { Service: 'Total', [amount]: `${currency} ${formatQuantity(statement.total)}` },
        ]}
      />
      {statement.unpricedEvents === 0 ? null : (
        <p className="hint">{statement.unpricedEvents} calls have no price yet and are in no amount.</p>
      )}
    </article>
  );
}
