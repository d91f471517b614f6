import type { Statement } from '../../api/types.ts';
import {
  formatAmount,
  formatCount,
  formatPer,
  formatPlainAmount,
  formatQuantity,
} from '../../format/format-money.ts';
import { formatLongDay, formatMonth } from '../../format/format-time.ts';
import { Badge } from '../../parts/badge.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { UsedIds } from '../../parts/used-ids.tsx';

/** The statement as it is printed. */
export function StatementPaper({ statement }: { readonly statement: Statement }) {
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
      {statement.neverUsed ? (
        <p className="field-error" role="alert">
          No usage of this user is in the ledger: check the id.
        </p>
      ) : null}
      <DataTable
        caption="Lines of the statement"
        isWhole
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
            name: 'Quantities and unit prices',
            isUnsorted: true,
            cell: (line) => <Parts line={line} currency={currency} />,
          },
          {
            name: amount,
            numeric: true,
            value: (line) => line.amount,
            cell: (line) => formatPlainAmount(line.amount, currency),
          },
        ]}
        foot={[
          ...(Number(statement.rounding) === 0
            ? []
            : [{ Service: 'Rounding', [amount]: formatPlainAmount(statement.rounding, currency) }]),
          { Service: 'Total', [amount]: `${currency} ${formatPlainAmount(statement.total, currency)}` },
        ]}
      />
      {lines.length === 0 || lines.some(({ parts }) => parts) ? null : (
        <p className="hint">A month of so many calls has no quantities here: they are in its export.</p>
      )}
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

type Line = Statement['lines'][number];

/** What was used of a model at which price; costs that no price explains are one amount. */
function Parts({
  line: { parts, otherExactAmount },
  currency,
}: {
  readonly line: Line;
  readonly currency: string;
}) {
  if (!parts) return '–';
  return (
    <ul className="plain-list">
      {parts.map(({ unit, quantity, unitPrice, per }) => (
        <li key={`${unit}/${unitPrice}/${per}`}>
          {formatQuantity(quantity)} {unit}{' '}
          <span className="hint">
            at {formatAmount(unitPrice, currency)} / {formatPer(per)}
          </span>
        </li>
      ))}
      {otherExactAmount === undefined ? null : (
        <li>
          <span className="hint">without a unit price</span> {formatAmount(otherExactAmount, currency)}
        </li>
      )}
    </ul>
  );
}
