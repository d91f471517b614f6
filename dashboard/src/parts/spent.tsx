import { Money } from './money.tsx';
import { isUnpriced, type Spend } from './spend.ts';

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
