import { exactUsd, formatUsd } from '../format/format-money.ts';
import { useDigits } from './use-digits.ts';

/** Longer amounts take more room where they stand big: `$1,234.56`, `−$123.45`. */
const LONG = 7;

/** An amount, rounded for reading; every digit is in its tooltip, or shown where that was chosen. */
export function Money({ usd, className = '' }: { readonly usd: string; readonly className?: string }) {
  const { all } = useDigits();
  const text = all ? exactUsd(usd) : formatUsd(usd);
  return (
    <span className={`money ${text.length > LONG ? 'money-long' : ''} ${className}`} title={exactUsd(usd)}>
      <WithSign text={text} />
    </span>
  );
}

/** A sign never ends a line of which its digits begin the next. */
function WithSign({ text }: { readonly text: string }) {
  const [sign = ''] = /^−\D*/.exec(text) ?? [];
  if (sign === '') return text;
  return (
    <>
      <span className="money-sign">{sign}</span>
      {text.slice(sign.length)}
    </>
  );
}

/** An amount with every digit. */
export function ExactMoney({ usd }: { readonly usd: string }) {
  return <span className="money">{exactUsd(usd)}</span>;
}

interface EntryCostProps {
  readonly entry: { readonly costUsd: string; readonly status: string };
  readonly className?: string;
}

/** What an entry cost; a price that is missing is never shown as nothing spent. */
export function EntryCost({ entry: { costUsd, status }, className = '' }: EntryCostProps) {
  if (status !== 'unpriced') return <Money usd={costUsd} className={className} />;
  if (Number(costUsd) === 0) return <span className={`money unpriced ${className}`}>unpriced</span>;
  return (
    <span className={`money ${className}`} title="Parts of it have no price">
      at least <Money usd={costUsd} />
    </span>
  );
}
