import type { ReactNode } from 'react';
import { ratioBasisPoints, shareBasisPoints } from '../format/decimal.ts';
import { formatShare } from '../format/format-money.ts';
import { Link } from 'wouter';
import { isUnpriced } from './spend.ts';
import { Spent } from './spent.tsx';

interface BarItem {
  readonly key: string;
  readonly label: ReactNode;
  readonly usd: string;
  /** Entries without a price. */
  readonly unpriced?: number;
  readonly color?: string;
  /** Where the name leads. */
  readonly href?: string;
  readonly onPick?: () => void;
}

interface BarListProps {
  readonly items: readonly BarItem[];
  /** Shares are of this; undefined while it is not known. */
  readonly totalUsd: string | undefined;
}

/** Names with their amounts and shares of the total, the biggest bar full. */
export function BarList({ items, totalUsd }: BarListProps) {
  const biggest = items[0]?.usd ?? '0';
  return (
    <ol className="bar-list">
      {items.map(({ key, label, usd, unpriced, color, href, onPick }) => {
        const share =
          totalUsd === undefined || isUnpriced({ usd, unpriced })
            ? undefined
            : shareBasisPoints(usd, totalUsd);
        const inner = (
          <>
            <span className="bar-label">{label}</span>
            <span className="bar-share">{share === undefined ? '' : formatShare(share)}</span>
            <Spent usd={usd} unpriced={unpriced} />
            <span className="bar-track" aria-hidden="true">
              <span
                className="bar-fill"
                style={{
                  width: `${(ratioBasisPoints(usd, biggest) ?? 0) / 100}%`,
                  ...(color ? { background: color } : {}),
                }}
              />
            </span>
          </>
        );
        return (
          <li key={key}>
            {href ? (
              <Link href={href} className="bar-row bar-button">
                {inner}
              </Link>
            ) : onPick ? (
              <button type="button" className="bar-row bar-button" onClick={onPick}>
                {inner}
              </button>
            ) : (
              <span className="bar-row">{inner}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
