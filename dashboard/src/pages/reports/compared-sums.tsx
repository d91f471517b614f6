import type { Reconciled } from '../../api/types.ts';
import { byAmountDescending, ratioBasisPoints } from '../../format/decimal.ts';
import { formatCount, formatShare } from '../../format/format-money.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Money } from '../../parts/money.tsx';
import { CAUSES, type Line } from './line-causes.ts';

/** What a bill and the ledger come to. */
export type ComparedSums = Pick<Reconciled, 'billUsd' | 'ledgerUsd' | 'differenceUsd'> &
  Partial<Pick<Reconciled, 'differenceShare' | 'uncomparedUsd'>>;

/** A bill that names no amount is no bill of $0: nothing of it was compared. */
export function isCompared({ billUsd, ledgerUsd, uncomparedUsd = '0' }: ComparedSums): boolean {
  return uncomparedUsd === '0' || billUsd !== '0' || ledgerUsd !== '0';
}

/** The two sums side by side, and what is left between them. */
export function Sums({ sums }: { readonly sums: ComparedSums }) {
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

/** A bill that names no amount is no bill of 0. */
export function Uncompared({ usd = '0' }: { readonly usd?: string | undefined }) {
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
export function bySizeDescending(a: Different, b: Different): number {
  return byAmountDescending(a.differenceUsd.replace('-', ''), b.differenceUsd.replace('-', ''));
}

/** The difference by its causes, the biggest first. */
export function Causes({ answer: { summary } }: { readonly answer: Pick<Reconciled, 'summary'> }) {
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
