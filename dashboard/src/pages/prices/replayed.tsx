import { Money } from '../../parts/money.tsx';

/** What the last seven days cost before and after new prices; null where they were not replayed. */
export function SevenDays({
  canary,
}: {
  readonly canary: { readonly beforeUsd: string; readonly afterUsd: string } | null;
}) {
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
