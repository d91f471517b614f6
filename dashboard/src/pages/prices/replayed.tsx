import { subtractDecimals } from '../../format/decimal.ts';
import type { Column } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';

interface Replayed {
  /** Null where the last seven days were not replayed. */
  readonly canary: { readonly beforeUsd: string; readonly afterUsd: string } | null;
}

/** What the last seven days cost before and after new prices; sorted by what the prices change. */
export function sevenDaysColumn<T extends Replayed>(): Column<T> {
  return {
    name: 'Seven days',
    numeric: true,
    value: ({ canary }) => canary?.afterUsd,
    beside: [['Seven days before', ({ canary }) => canary?.beforeUsd]],
    order: ({ canary }) => canary && subtractDecimals(canary.afterUsd, canary.beforeUsd),
    cell: ({ canary }) => <SevenDays canary={canary} />,
  };
}

function SevenDays({ canary }: Replayed) {
  if (!canary) return '–';
  return (
    <>
      <Money usd={canary.beforeUsd} /> → <Money usd={canary.afterUsd} />
    </>
  );
}

interface DecisionProps {
  readonly what: 'apply' | 'rollback';
  readonly isPending: boolean;
  readonly onDecide: () => void;
}

/** Puts prices in force, or takes them out. */
export function DecisionButton({ what, isPending, onDecide }: DecisionProps) {
  return (
    <button type="button" className="button button-small" disabled={isPending} onClick={onDecide}>
      {what === 'apply' ? 'Apply' : 'Roll back'}
    </button>
  );
}
