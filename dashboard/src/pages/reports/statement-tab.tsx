import { type FormEvent, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Statement } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { formatCount, formatQuantity } from '../../format/format-money.ts';
import { formatLongDay, formatMonth } from '../../format/format-time.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { UsedIds } from '../../parts/used-ids.tsx';
import { UserPicker } from '../../parts/user-picker.tsx';
import { clockNow, dayOf } from '../../state/days.ts';

interface Wish {
  readonly userId: string;
  readonly month: string;
  readonly markup: string;
}

/** The statement that an address names, as far as it does. */
function readWish(query: string): Wish {
  const search = new URLSearchParams(query);
  return {
    userId: search.get('user') ?? '',
    month: search.get('month') ?? dayOf(clockNow()).slice(0, 7),
    markup: search.get('markup') ?? '',
  };
}

/** An invoice-like page for one user and month, made to be printed; the address names it. */
export function StatementTab() {
  const query = useSearch();
  const [path, navigate] = useLocation();
  const wish = readWish(query);
  const [draft, setDraft] = useState<Wish>(wish);
  const set = (change: Partial<Wish>) => setDraft((old) => ({ ...old, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const search = new URLSearchParams(query);
    search.set('user', draft.userId.trim());
    search.set('month', draft.month);
    search.delete('markup');
    if (draft.markup.trim() !== '') search.set('markup', draft.markup.trim());
    navigate(`${path}?${search.toString()}`);
  };
  return (
    <>
      <form className="toolbar no-print" onSubmit={submit}>
        <UserPicker label="User" value={draft.userId} onChange={(userId) => set({ userId })} />
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
            pattern="\d{1,6}(\.\d{1,6})?"
            title="A percentage such as 20 or 12.5"
            size={5}
            value={draft.markup}
            placeholder="0"
            onChange={({ target }) => set({ markup: target.value })}
          />
        </label>
        <button type="submit" className="button button-primary">
          Show
        </button>
        {wish.userId === '' ? null : (
          <button type="button" className="button" onClick={() => window.print()}>
            Print
          </button>
        )}
      </form>
      {wish.userId === '' ? (
        <Card title="Statement">
          <Empty title="Choose a user and a month">
            <p>
              The statement lists what each model cost, with your mark-up, to the cent, and prints on one
              page.
            </p>
          </Empty>
        </Card>
      ) : (
        <StatementView wish={wish} />
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
        <dd>
          {user.name ?? user.id} {user.name === undefined ? null : <span className="hint">{user.id}</span>}
        </dd>
        <dt>Month</dt>
        <dd>{formatMonth(statement.month)}</dd>
        <dt>Calls</dt>
        <dd>{formatCount(statement.events)}</dd>
        <dt>Issued</dt>
        <dd>{formatLongDay(statement.issuedOn)}</dd>
        <dt>Currency</dt>
        <dd>
          {currency}
          {statement.exchange === undefined
            ? ''
            : `, ${statement.exchange.rate} for 1 USD by ${statement.exchange.source} of ${statement.exchange.date}`}
        </dd>
        {Number(statement.markupPercent) === 0 ? null : (
          <>
            <dt>Mark-up</dt>
            <dd>{statement.markupPercent} %, in every amount</dd>
          </>
        )}
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
        <p className="hint">
          {statement.unpricedEvents === 1
            ? '1 call has no price yet and is in no amount.'
            : `${formatCount(statement.unpricedEvents)} calls have no price yet and are in no amount.`}
        </p>
      )}
    </article>
  );
}
