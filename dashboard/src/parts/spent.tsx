import { atLeast } from '../../../contracts/at-least.ts';
import { Money } from './money.tsx';
import { isUnpriced, type Spend } from './spend.ts';

/** What was spent; where entries lack a price, "unpriced" or "at least", and never nothing. */
export function Spent({ usd, unpriced, className }: Spend & { readonly className?: string }) {
  if (isUnpriced({ usd, unpriced })) {
    return <span className={`money unpriced ${className ?? ''}`}>unpriced</span>;
  }
  if (atLeast(unpriced) === '') return <Money usd={usd} {...(className ? { className } : {})} />;
  return (
    <span className="money" title={`${unpriced} ${unpriced === 1 ? 'entry has' : 'entries have'} no price`}>
      <span className="hint">{atLeast(unpriced).trim()}</span>{' '}
      <Money usd={usd} {...(className ? { className } : {})} />
    </span>
  );
}
