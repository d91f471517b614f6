import type { Alert } from '../../api/types.ts';

/** The amount of an alert, and the one that it is set beside with the words between them. */
export interface AlertAmounts {
  readonly usd: string;
  readonly words: string;
  readonly besideUsd: string;
}

type Kind = Alert['kind'];
type Told = Pick<Alert, 'kind' | 'spentUsd' | 'reachedUsd' | 'limitUsd'>;

/** Only budgets have limits: `limitUsd` of other kinds is what their amount is compared with. */
const WORDS: Readonly<Record<Kind, string | undefined>> = {
  budget: 'of',
  anomaly: 'against an expected',
  variance: 'reported, by the prices',
  prices: 'a week instead of',
  keys: undefined,
  test: undefined,
};

/** What an alert's amounts are; undefined for a kind that has none. */
export function amountsOf({ kind, spentUsd, reachedUsd, limitUsd }: Told): AlertAmounts | undefined {
  const words = WORDS[kind];
  if (words === undefined) return undefined;
  const usd = kind === 'variance' || kind === 'prices' ? reachedUsd : spentUsd;
  return { usd, words, besideUsd: limitUsd };
}
