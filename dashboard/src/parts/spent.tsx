import { Money } from './money.tsx';

/** A sum of entries as answers give it. */
export interface Spend {
  readonly usd: string;
  /** Entries in it without a price; null where that is not counted. */
  readonly unpriced?: number | null | undefined;
}

/** Whether nothing in it has a price, so that no amount can be named. */
export function isUnpriced({ usd, unpriced }: Spend): boolean {
  return (unpriced ?? 0) > 0 && Number(usd) === 0;
}

/** What was spent; where entries lack a price, "unpriced" or "at least", and never nothing. */
export function Spent({ usd, unpriced }: Spend) {
  if (isUnpriced({ usd, unpriced })) {
    return <span className="money unpriced">unpriced</span>;
  }
  if (!unpriced) return <Money usd={usd} />;
  return (
    <span className="money" title={`${unpriced} ${unpriced === 1 ? 'entry has' : 'entries have'} no price`}>
      <span className="hint">at least</span> <Money usd={usd} />
    </span>
  );
}
