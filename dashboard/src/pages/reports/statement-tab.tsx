import { type FormEvent, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Statement } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { Card } from '../../parts/card.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { UserPicker } from '../../parts/user-picker.tsx';
import { clockNow, dayOf } from '../../state/days.ts';
import { StatementPaper } from './statement-paper.tsx';

interface Wish {
  readonly userId: string;
  readonly month: string;
  /** The month of the address, where it is none; this month is shown then. */
  readonly noMonth?: string;
  readonly markup: string;
  readonly currency: string;
}

/** The statement that an address names, as far as it does. */
function readWish(query: string): Wish {
  const search = new URLSearchParams(query);
  const month = search.get('month');
  const isMonth = month !== null && /^\d{4}-(0[1-9]|1[0-2])$/.test(month);
  return {
    userId: search.get('user') ?? '',
    month: isMonth ? month : dayOf(clockNow()).slice(0, 7),
    ...(isMonth || month === null ? {} : { noMonth: month }),
    markup: search.get('markup') ?? '',
    currency: search.get('currency') ?? '',
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
    for (const name of ['markup', 'currency'] as const) {
      search.delete(name);
      if (draft[name].trim() !== '') search.set(name, draft[name].trim());
    }
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
            // Where a browser has no picker of months, it is a text.
            pattern="\d{4}-(0[1-9]|1[0-2])"
            placeholder="2026-11"
            title="A month such as 2026-11"
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
        <label className="select">
          Currency
          <input
            type="text"
            pattern="[A-Za-z]{3}"
            title="The code of a currency that has a rate, such as EUR"
            maxLength={3}
            size={4}
            value={draft.currency}
            placeholder="USD"
            onChange={({ target }) => set({ currency: target.value })}
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
      {wish.noMonth === undefined ? null : (
        <p className="field-error" role="alert">
          “{wish.noMonth}” is no month. Shown is this month.
        </p>
      )}
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

function StatementView({ wish: { userId, month, markup, currency } }: { readonly wish: Wish }) {
  const read = useRead<Statement>('/reports/statement', {
    userId,
    month,
    format: 'json',
    markup: markup || undefined,
    currency: currency || undefined,
  });
  return (
    <ReadView read={read} what="the statement">
      {(statement) => <StatementPaper statement={statement} />}
    </ReadView>
  );
}
