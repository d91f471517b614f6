import { RECORD_LIFETIME_DAYS } from '../../contracts/job-and-alert-lifetimes.ts';
import { ANY_ID } from '../../contracts/scopes.ts';
import type { Budget } from '../budgets/budget.ts';
import type { BudgetBook } from '../budgets/budget-book.ts';
import { periodKindOf } from '../budgets/budget-period.ts';
import { DAY_MS, type Instant } from '../time/ledger-time.ts';
import type { Alert } from './alert.ts';
import type { AlertStore } from './alert-ports.ts';
import { inBatches } from '../in-batches.ts';

/** Alerts are kept this long. */
const PAGE = 500;
/** A younger test is resolved by who sends it. */
const TEST_MS = 60_000;

/**
 * Resolves what no check looks at any more: alerts of budgets that were removed, disabled or turned to
 * another scope or period, and tests that were left open. Reads every alert there is; answers how many it
 * resolved. Safe to run twice and at once. Rejects on outages.
 */
export async function resolveGone(
  book: BudgetBook,
  at: Instant,
  alerts: Pick<AlertStore, 'list' | 'resolve'>,
): Promise<number> {
  const budgets = new Map(book.budgets().map((budget) => [budget.id, budget]));
  let resolved = 0;
  let before: string | undefined;
  do {
    const page = await alerts.list({
      from: at - RECORD_LIFETIME_DAYS.alerts * DAY_MS,
      to: at + TEST_MS,
      before,
      limit: PAGE,
    });
    const gone = page.alerts.filter((alert) => isGone(alert, budgets.get(alert.key.budgetId), at));
    resolved += (await inBatches(gone, ({ id }) => alerts.resolve(id, at))).filter(Boolean).length;
    before = page.next;
  } while (before !== undefined);
  return resolved;
}

function isGone(
  { kind, key, resolvedAt, createdAt }: Alert,
  budget: Budget | undefined,
  at: Instant,
): boolean {
  if (resolvedAt !== undefined) return false;
  if (kind === 'test') return createdAt < at - TEST_MS;
  return kind === 'budget' && !(budget?.enabled && watches(budget, key));
}

function watches({ scope, period }: Budget, { value, period: key }: Alert['key']): boolean {
  const sameKind = scope.kind === value.kind && (scope.type ?? '') === (value.type ?? '');
  return sameKind && (scope.id === ANY_ID || scope.id === value.id) && periodKindOf(key) === period;
}
