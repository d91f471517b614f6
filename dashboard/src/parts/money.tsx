import { exactUsd, formatUsd } from '../format/format-money.ts';

/** An amount, rounded for reading; every digit is in its tooltip. */
export function Money({ usd, className = '' }: { readonly usd: string; readonly className?: string }) {
  return (
    <span className={`money ${className}`} title={exactUsd(usd)}>
      {formatUsd(usd)}
    </span>
  );
}

/** An amount with every digit. */
export function ExactMoney({ usd }: { readonly usd: string }) {
  return <span className="money">{exactUsd(usd)}</span>;
}
